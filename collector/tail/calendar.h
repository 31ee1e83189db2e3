// A date and a time of day, as they are written, and the moment that they mean. Any thread.
#pragma once

#include <cstdint>
#include <optional>

namespace mailslog {

struct calendar_time {
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0; // 60 is a leap second
    std::int64_t nanosecond = 0;
    std::optional<int> offset_minutes; // of its time zone from UTC; none: this machine's local time
};

/// Nanoseconds since 1970-01-01T00:00:00Z; nothing if there is no such time, or it is none that 64
/// bits can hold. Of an hour that comes twice a year, the system chooses (mktime(3)).
std::optional<std::int64_t> nanoseconds_of(const calendar_time &time);

/// The local reading of a moment.
calendar_time local_reading(std::int64_t time_ns);

} // namespace mailslog
