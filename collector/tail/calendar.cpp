#include "collector/tail/calendar.h"

#include <ctime>

#include <spdlog/details/os.h>

namespace mailslog {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
/// What a clock of 64-bit nanoseconds can hold, and every system's mktime() understands.
constexpr int first_year = 1970;
constexpr int last_year = 2261;
constexpr int days_of_month[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool is_leap(int year) noexcept {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool is_within(int value, int least, int most) noexcept {
    return value >= least && value <= most;
}

bool exists(const calendar_time &time) noexcept {
    if (!is_within(time.year, first_year, last_year) || !is_within(time.month, 1, 12)) {
        return false;
    }
    const int days = days_of_month[time.month - 1] + (time.month == 2 && is_leap(time.year));
    return is_within(time.day, 1, days) && is_within(time.hour, 0, 23) &&
           is_within(time.minute, 0, 59) && is_within(time.second, 0, 60);
}

/// Years begin in March here, so that a leap day ends one.
std::int64_t days_since_1970(int year, int month, int day) noexcept {
    const int shifted_year = month > 2 ? year : year - 1;
    const int shifted_month = month > 2 ? month - 3 : month + 9;
    constexpr int days_until_1970 = 719'468;
    return std::int64_t{365} * shifted_year + shifted_year / 4 - shifted_year / 100 +
           shifted_year / 400 + (153 * shifted_month + 2) / 5 + day - 1 - days_until_1970;
}

std::int64_t utc_seconds(const calendar_time &time) noexcept {
    return ((days_since_1970(time.year, time.month, time.day) * 24 + time.hour) * 60 +
            time.minute) *
               60 +
           time.second;
}

std::optional<std::int64_t> local_seconds(const calendar_time &time) {
    std::tm local{};
    local.tm_year = time.year - 1900;
    local.tm_mon = time.month - 1;
    local.tm_mday = time.day;
    local.tm_hour = time.hour;
    local.tm_min = time.minute;
    local.tm_sec = time.second;
    local.tm_isdst = -1;
    const std::time_t seconds = std::mktime(&local);
    return seconds == -1 ? std::nullopt : std::optional{static_cast<std::int64_t>(seconds)};
}

} // namespace

std::optional<std::int64_t> nanoseconds_of(const calendar_time &time) {
    if (!exists(time)) {
        return std::nullopt;
    }
    const auto seconds =
        time.offset_minutes
            ? std::optional{utc_seconds(time) - *time.offset_minutes * std::int64_t{60}}
            : local_seconds(time);
    if (!seconds) {
        return std::nullopt;
    }
    return *seconds * ns_per_second + time.nanosecond;
}

calendar_time local_reading(std::int64_t time_ns) {
    const std::tm local =
        spdlog::details::os::localtime(static_cast<std::time_t>(time_ns / ns_per_second));
    calendar_time reading;
    reading.year = local.tm_year + 1900;
    reading.month = local.tm_mon + 1;
    reading.day = local.tm_mday;
    reading.hour = local.tm_hour;
    reading.minute = local.tm_min;
    reading.second = local.tm_sec;
    reading.nanosecond = time_ns % ns_per_second;
    return reading;
}

} // namespace mailslog
