// What a collector in the foreground shows of its work: one line on the terminal, shown anew while
// lines flow. One thread.
#pragma once

#include <chrono>
#include <string>

#include "collector/files/rotation_clock.h"
#include "collector/status/collector_status.h"

namespace mailslog {

/// "1,234 lines, 120 a second, 3 lost", as far as there is something to tell.
std::string progress_text(const collector_status &status);

class progress_line {
public:
    static constexpr std::chrono::seconds interval{1};

    /// Shows nothing unless standard error is a terminal.
    progress_line();
    /// Takes it away.
    ~progress_line();
    progress_line(const progress_line &) = delete;
    progress_line &operator=(const progress_line &) = delete;

    /// Shows it if that is due: also whenever the collector comes to rest.
    void show(const collector_status &status, wall_time now);

private:
    bool is_wanted_;
    std::string shown_;
    wall_time shown_at_{};
};

} // namespace mailslog
