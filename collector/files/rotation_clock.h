// When a log file's time is over. Pure functions but for the system's time zone; any thread.
#pragma once

#include <chrono>
#include <ctime>
#include <optional>

namespace mailslog {

using wall_time = std::chrono::system_clock::time_point;

enum class rotation_period { none, hour, day, interval };

/// Turns a time into the local clock's reading.
using local_clock = std::tm (*)(std::time_t time);
std::tm system_local_clock(std::time_t time);

/// When the period that holds `begun` ends; nothing if it never does. Always later than `begun`.
///
/// hour    the next full hour of the local clock
/// day     the first moment of the local clock's next date, be the day 23, 24 or 25 hours long
/// interval  `interval` after `begun`
std::optional<wall_time> end_of_period(
    rotation_period period, std::chrono::seconds interval, wall_time begun,
    local_clock local = &system_local_clock);

} // namespace mailslog
