#include "collector/send.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>
#include <thread>
#include <vector>

#include <mailslog/slot_error.h>
#include <mailslog/slot_writer.h>

#include "collector/line_reader.h"
#include "mailslot/process.h"
#include "mailslot/unix_time.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds reopen_interval{50};

/// One stream of lines to one slot.
class line_stream {
public:
    line_stream(const slot_name &slot, const send_settings &settings)
        : slot_(slot), settings_(settings), datagram_(max_message_bytes(slot, settings.network)) {
        header_.stream_id = random_bits();
        header_.process_id = process_id();
        header_.process_name = "mailslog";
    }

    std::error_code open() { return writer_.open(slot_, settings_.network); }

    /// Waits for room, and for a collector that restarts, as far as patience goes.
    std::error_code send(std::string_view text, std::uint64_t full_bytes) {
        ++header_.sequence;
        const line_record record = record_of(text, full_bytes);
        const record_plan plan = plan_record(header_, record, datagram_.size());
        encode_record(plan, header_, record, datagram_.data());
        const std::error_code error = deliver({datagram_.data(), plan.datagram_bytes});
        handed_over_ += error ? 0 : 1;
        return error;
    }

    std::uint64_t handed_over() const noexcept { return handed_over_; }

    /// Without it the collector learns of the stream's end by its silence: so no failure.
    void say_goodbye() {
        char goodbye[max_control_bytes];
        const std::size_t bytes = encode_control(datagram_kind::goodbye, header_, goodbye);
        deliver({goodbye, bytes});
    }

private:
    line_record record_of(std::string_view text, std::uint64_t full_bytes) const {
        line_record record;
        record.level = settings_.level;
        record.time_ns = unix_time_ns();
        record.thread_id = header_.process_id;
        record.logger = settings_.logger;
        record.line = text;
        record.full_line_bytes = full_bytes;
        return record;
    }

    std::error_code deliver(std::string_view bytes) {
        const auto deadline = clock::now() + settings_.patience;
        std::error_code error = write(bytes, deadline);
        while (error == slot_errc::closed && clock::now() < deadline) {
            error = writer_.open(slot_, settings_.network);
            if (!error) {
                error = write(bytes, deadline);
            } else if (error == slot_errc::not_found) {
                error = slot_errc::closed;
                std::this_thread::sleep_for(reopen_interval);
            }
        }
        return error;
    }

    std::error_code write(std::string_view bytes, clock::time_point deadline) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now());
        return writer_.write(
            bytes.data(), bytes.size(), std::max(left, std::chrono::milliseconds{0}));
    }

    slot_name slot_;
    const send_settings &settings_;
    std::vector<char> datagram_;
    stream_header header_;
    std::uint64_t handed_over_ = 0;
    slot_writer writer_;
};

std::error_code
send_all(line_stream &stream, const send_settings &settings, std::istream &standard_input) {
    if (settings.has_text) {
        return stream.send(settings.text, settings.text.size());
    }
    line_reader lines{standard_input, wire::max_datagram_bytes};
    while (lines.next()) {
        if (const std::error_code error = stream.send(lines.text(), lines.full_bytes())) {
            return error;
        }
    }
    return {};
}

int fail(const std::string &message) {
    std::cerr << "mailslog: " << message << '\n';
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
    line_stream stream{*slot, settings};
    if (const std::error_code error = stream.open()) {
        return fail_to_open(settings.slot, error);
    }
    if (const std::error_code error = send_all(stream, settings, standard_input)) {
        return fail_to_send(settings.slot, error, stream.handed_over());
    }
    stream.say_goodbye();
    return 0;
}

} // namespace mailslog
