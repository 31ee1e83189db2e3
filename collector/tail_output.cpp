#include "collector/tail_output.h"

#include <mailslog/slot_error.h>

#include "collector/escape.h"
#include "collector/level_colour.h"
#include "collector/line_follower.h"

namespace mailslog {
namespace {

constexpr int done = 0;
constexpr int could_not = 1;

class tail_session {
public:
    tail_session(const tail_output &output, file_system &files, const tail_settings &settings)
        : output_{output}, settings_{settings}, follower_{files, settings.file} {}

    int run() {
        const auto error = follower_.open(settings_.lines);
        if (error && !(settings_.follow && is_absent(error))) {
            return fail("read", settings_.file, error);
        }
        if (error) {
            output_.say("waiting for " + settings_.file);
        }
        return settings_.follow ? follow() : show_once();
    }

private:
    int show_once() {
        std::string lines;
        for (bool more = true; more;) {
            lines.clear();
            if (const auto error = follower_.read_open_file(lines)) {
                return fail("read", settings_.file, error);
            }
            more = !lines.empty();
            if (const auto error = show(lines)) {
                return end_of_output(error);
            }
        }
        return settings_.lines == 0 ? done : show_unended_line();
    }

    int show_unended_line() {
        std::string line;
        if (const auto error = follower_.read_unended_line(line)) {
            return fail("read", settings_.file, error);
        }
        const auto error = show(line);
        return error ? end_of_output(error) : done;
    }

    int follow() {
        std::string lines;
        for (;;) {
            lines.clear();
            say_when_new(follower_.next(lines));
            if (const auto error = show(lines)) {
                return end_of_output(error);
            }
            const bool idle = lines.empty();
            if (output_.stopped_within(idle ? tail_poll_interval : tail_poll_interval.zero())) {
                return done;
            }
        }
    }

    // A file that can't be read now may be readable soon, so following goes on.
    void say_when_new(std::error_code error) {
        if (error && error != last_error_) {
            fail("read", settings_.file, error);
        }
        last_error_ = error;
    }

    std::error_code show(const std::string &lines) {
        if (lines.empty()) {
            return {};
        }
        const std::string &harmless = output_.escapes ? escaped(lines) : lines;
        if (!output_.colour) {
            return output_.write(harmless);
        }
        coloured_.clear();
        append_coloured(coloured_, harmless);
        return output_.write(coloured_);
    }

    const std::string &escaped(const std::string &lines) {
        escaped_.clear();
        append_escaped_lines(escaped_, lines);
        return escaped_;
    }

    int end_of_output(std::error_code error) const {
        return error == std::errc::broken_pipe ? done : fail("write to", "standard output", error);
    }

    int fail(const std::string &what, const std::string &name, std::error_code why) const {
        output_.say(describe(what, name, why));
        return could_not;
    }

    const tail_output &output_;
    const tail_settings &settings_;
    line_follower follower_;
    std::error_code last_error_;
    std::string escaped_;
    std::string coloured_;
};

} // namespace

int tail_to(const tail_output &output, file_system &files, const tail_settings &settings) {
    return tail_session{output, files, settings}.run();
}

} // namespace mailslog
