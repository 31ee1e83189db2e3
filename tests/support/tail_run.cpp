#include "tests/support/tail_run.h"

#include <cstdio>
#include <string_view>
#include <system_error>

#include "collector/files/rotated_files.h"
#include "collector/tail/calendar.h"

namespace mailslog {

std::int64_t second_ns(int second) {
    calendar_time time;
    time.year = 2026;
    time.month = 11;
    time.day = 22;
    time.hour = 14;
    return nanoseconds_of(time).value() + second * std::int64_t{1'000'000'000};
}

std::string line(int second, const std::string &process, const std::string &message) {
    const auto time = local_reading(second_ns(second));
    char text[64];
    std::snprintf(
        text, sizeof text, "[2026-11-22 %02d:%02d:%02d.000000] [info] [", time.hour, time.minute,
        time.second);
    return text + process + ":1] [x] " + message + "\n";
}

std::string rotated_at(int second) {
    return rotated_path(
        "all.log", wall_time{std::chrono::duration_cast<wall_time::duration>(
                       std::chrono::nanoseconds{second_ns(second)})});
}

int tail_run::run() {
    tail_output output;
    output.write = [this](std::string_view lines) {
        shown += lines;
        at_each_write();
        return std::error_code{};
    };
    output.say = [this](std::string_view message) { said.emplace_back(message); };
    output.now = now;
    output.stopped_within = [this](std::chrono::milliseconds time) {
        if (time == time.zero()) {
            return false;
        }
        if (played_ == scenes.size()) {
            return true;
        }
        scenes[played_++]();
        return false;
    };
    return tail_to(output, files, settings);
}

std::string tail_run::messages() const {
    std::string all;
    for (std::size_t at = 0; at < shown.size();) {
        const std::size_t end = shown.find('\n', at);
        const std::string one = shown.substr(at, end - at);
        const std::size_t last = one.rfind("] ");
        all += (last == std::string::npos ? one : one.substr(last + 2)) + " ";
        at = end + 1;
    }
    return all;
}

} // namespace mailslog
