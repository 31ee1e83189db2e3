// What `mailslog tail` needs of its surroundings, and the command itself without them.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/files/file_system.h"
#include "collector/tail.h"

namespace mailslog {

struct tail_output {
    /// Shows lines at once; std::errc::broken_pipe: nobody reads them any more.
    std::function<std::error_code(std::string_view lines)> write;
    /// A message for the user, without its line end.
    std::function<void(std::string_view message)> say;
    /// Waits that long, or until it is time to end: then true. Asked without a wait, too, while
    /// there is much to read or to show.
    std::function<bool(std::chrono::milliseconds time)> stopped_within;
    /// What time it is, for what is done now and then.
    std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now;
    bool colour = false;
    /// Lines are shown so that they can't act on a terminal (append_escaped_lines()), else as they
    /// are.
    bool escapes = false;
};

/// How often a followed file is looked at: soon enough for a reader's eye, and next to no work.
constexpr std::chrono::milliseconds tail_poll_interval{100};

/// tail(), reading from `files` and showing by `output`. Blocks; calls back on this thread only.
int tail_to(const tail_output &output, file_system &files, const tail_settings &settings);

} // namespace mailslog
