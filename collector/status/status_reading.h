// What others see of a collector: its page, judged. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <mailslog/slot_name.h>

#include "collector/status/collector_status.h"
#include "collector/status/status_cell.h"

namespace mailslog {

enum class collector_state {
    working,
    idle,
    stalled, // it runs, and should have said something
    ended,   // in an orderly way
    killed,  // without a word
};

/// "working", "idle", …
const char *name_of(collector_state state) noexcept;

/// One that works is stalled if it has said nothing for this time.
inline constexpr std::int64_t stalled_after_ns = 5'000'000'000;

collector_state
state_of(const collector_status &status, bool owns_slot, std::int64_t now_ns) noexcept;

/// A collector's own look at its page; nothing before it was filled.
std::optional<collector_status> read_status(const cell_glance &glance);

struct found_status {
    std::optional<collector_status> status; // also of a collector that is no more
    bool owns_slot = false;                 // it runs
    std::string problem; // why there is none, or none that runs; a line, or empty
};

/// The status of the slot's collector; if there is none, of the last one.
found_status find_status(const slot_name &slot);

} // namespace mailslog
