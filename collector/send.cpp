#include "collector/send.h"

#include <istream>
#include <optional>

#include <mailslog/slot_error.h>

#include "collector/tail/line_reader.h"
#include "collector/tail/line_stream.h"
#include "collector/tell.h"
#include "mailslot/process.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

line_record
record_of(const send_settings &settings, std::string_view text, std::uint64_t full_bytes) {
    line_record record;
    record.level = settings.level;
    record.thread_id = process_id();
    record.logger = settings.logger;
    record.line = text;
    record.full_line_bytes = full_bytes;
    return record;
}

std::error_code
send_all(line_stream &stream, const send_settings &settings, std::istream &standard_input) {
    if (settings.has_text) {
        return stream.send(
            record_of(settings, settings.text, settings.text.size()), settings.patience);
    }
    line_reader lines{standard_input, wire::max_datagram_bytes};
    while (lines.next()) {
        const line_record record = record_of(settings, lines.text(), lines.full_bytes());
        if (const std::error_code error = stream.send(record, settings.patience)) {
            return error;
        }
    }
    return {};
}

int fail(const std::string &message) {
    tell(message);
    return 1;
}

int fail_to_open(const std::string &slot, std::error_code error) {
    if (error == slot_errc::not_found) {
        return fail(
            "no collector owns " + slot + "; start one with: mailslog collect --slot '" + slot +
            "'");
    }
    return fail(describe("open", slot, error));
}

int fail_to_send(const std::string &slot, std::error_code error, std::uint64_t handed_over) {
    return fail(
        describe("send to", slot, error) +
        "; lines handed over before: " + std::to_string(handed_over));
}

} // namespace

int send(const send_settings &settings, std::istream &standard_input) {
    std::string reason;
    const auto slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        return fail(settings.slot + ": " + reason);
    }
    if (const std::string problem = problem_with(settings.network); !problem.empty()) {
        return fail(problem);
    }
    line_stream stream{*slot, settings.network, "mailslog"};
    if (const std::error_code error = stream.open()) {
        return fail_to_open(settings.slot, error);
    }
    if (const std::error_code error = send_all(stream, settings, standard_input)) {
        return fail_to_send(settings.slot, error, stream.handed_over());
    }
    stream.say_goodbye(settings.patience);
    return 0;
}

} // namespace mailslog
