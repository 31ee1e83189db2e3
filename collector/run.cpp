#include "collector/run.h"

#include <algorithm>
#include <string>

#include <mailslog/slot_error.h>

#include "collector/format/line_builder.h"
#include "collector/system/child_process.h"
#include "collector/tail/line_stream.h"
#include "collector/tell.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr int exit_unusable = 1;
constexpr int exit_cannot_run = 126;
constexpr int exit_not_found = 127;

// A daemon that the program leaves behind may hold its streams for ever.
constexpr auto silence_at_the_end = 500ms;
constexpr auto patience_at_the_end = 5s;

/// Ships lines, and counts those that it can't.
class shipper {
public:
    shipper(const slot_name &slot, const run_settings &settings)
        : settings_(settings), stream_{
                                   slot, settings.network,
                                   settings.name.empty() ? program_name(settings.command[0])
                                                         : settings.name} {
        stream_.open(); // what it says, sending says, too
    }

    void ship(const line_record &record) {
        last_error_ = stream_.send(record, patience());
        why_ = lost_ == 0 ? last_error_ : why_;
        lost_ += last_error_ ? 1 : 0;
    }

    void finish() {
        stream_.say_goodbye(patience());
        if (lost_ > 0) {
            tell(
                std::to_string(lost_) + (lost_ == 1 ? " line of " : " lines of ") +
                settings_.command[0] + (lost_ == 1 ? " is" : " are") + " lost: " + reason());
        }
    }

private:
    std::chrono::milliseconds patience() const noexcept {
        return last_error_ ? 0ms : settings_.patience;
    }

    std::string reason() const {
        return why_ == slot_errc::closed ? "no collector owns " + settings_.slot
                                         : describe("send to", settings_.slot, why_);
    }

    const run_settings &settings_;
    line_stream stream_;
    std::error_code last_error_; // of the last line
    std::error_code why_;        // of the first line that was lost
    std::uint64_t lost_ = 0;
};

/// One of the program's streams.
class output_stream {
public:
    output_stream(shipper &to, const char *name, level level) : to_(to) {
        record_.logger = name;
        record_.level = level;
    }

    void take(std::string_view piece, std::uint32_t process_id) {
        record_.thread_id = process_id;
        for (const char byte : piece) {
            if (line_.add(byte)) {
                ship();
            }
        }
    }

    void finish() {
        if (line_.finish()) {
            ship();
        }
    }

private:
    void ship() {
        record_.line = line_.text();
        record_.full_line_bytes = line_.full_bytes();
        to_.ship(record_);
    }

    shipper &to_;
    line_record record_;
    line_builder line_{wire::max_datagram_bytes};
};

/// How long to wait for the next event.
class end_of_patience {
public:
    void begin() { end_ = clock::now() + patience_at_the_end; }

    std::chrono::milliseconds left() const {
        if (!end_) {
            return -1ms;
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(*end_ - clock::now());
        return std::clamp<std::chrono::milliseconds>(left, 0ms, silence_at_the_end);
    }
    bool is_here() const { return end_ && left() == 0ms; }

private:
    std::optional<clock::time_point> end_; // once the program has ended
};

void ship_all(child_process &child, const run_settings &settings, shipper &to) {
    output_stream output{to, "stdout", settings.level};
    output_stream errors{to, "stderr", settings.errors_level.value_or(settings.level)};
    end_of_patience patience;
    for (bool goes_on = true; goes_on && !patience.is_here();) {
        switch (child.wait(patience.left())) {
        case child_event::output:
            output.take(child.said(), child.id());
            break;
        case child_event::errors:
            errors.take(child.said(), child.id());
            break;
        case child_event::ended:
            patience.begin();
            break;
        case child_event::closed:
        case child_event::silence:
            goes_on = false;
            break;
        }
    }
    output.finish();
    errors.finish();
}

int fail(int exit_code, const std::string &message) {
    tell(message);
    return exit_code;
}

int fail_to_start(const std::string &program, std::error_code error) {
    const bool is_missing = error == std::errc::no_such_file_or_directory;
    return fail(is_missing ? exit_not_found : exit_cannot_run, describe("run", program, error));
}

} // namespace

int run(const run_settings &settings) {
    std::string reason;
    const auto slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        return fail(exit_unusable, settings.slot + ": " + reason);
    }
    if (const std::string problem = problem_with(settings.network); !problem.empty()) {
        return fail(exit_unusable, problem);
    }
    if (const std::string problem = problem_with(settings.command); !problem.empty()) {
        return fail(exit_cannot_run, problem);
    }
    child_process child;
    if (const std::error_code error = child.start(settings.command)) {
        return fail_to_start(settings.command[0], error);
    }
    shipper to{*slot, settings};
    ship_all(child, settings, to);
    to.finish();
    return child.exit_code();
}

} // namespace mailslog
