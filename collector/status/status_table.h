// A collector's status as a person reads it, and as a program does. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/status/collector_status.h"
#include "collector/status/rotated_count.h"
#include "collector/status/status_reading.h"

namespace mailslog {

/// What is shown, with what its reader has found out beside the page.
struct shown_status {
    collector_status status;
    collector_state state = collector_state::idle;
    std::int64_t now_ns = 0;
    std::vector<rotated_count> rotated; // of each output; an empty one where it can't be told

    bool is_over() const noexcept {
        return state == collector_state::ended || state == collector_state::killed;
    }
    /// How long it has run, or did.
    std::int64_t uptime_seconds() const noexcept;
};

/// Lines of text; what names hold does nothing to a terminal.
std::string table_of(const shown_status &shown);
/// An object and a line end; in ASCII, so that names do nothing here, either.
std::string json_of(const shown_status &shown);

} // namespace mailslog
