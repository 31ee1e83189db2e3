#include "collector/format/utc_time.h"

namespace mailslog {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_day = 86'400;

// The Gregorian calendar repeats every 400 years. Years are counted from 1 March here, so that a
// leap day is the last of its year, and so are the lengths of the months before it.
constexpr std::int64_t days_per_400_years = 146'097;
constexpr std::int64_t days_per_100_years = 36'524;
constexpr std::int64_t days_per_4_years = 1'461;
constexpr std::int64_t days_per_year = 365;
constexpr std::int64_t days_from_1600_03_01_to_1970 = 135'080;
constexpr int days_before_month[] = {0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337};

struct date {
    std::int64_t year = 0;
    std::int64_t month = 0;
    std::int64_t day = 0;
};

/// How many whole `unit`s are in `days`, at most `most`; takes them off.
std::int64_t take(std::int64_t &days, std::int64_t unit, std::int64_t most) noexcept {
    const std::int64_t count = days / unit < most ? days / unit : most;
    days -= count * unit;
    return count;
}

/// `days` since 1600-03-01, not negative: the earliest 64-bit nanosecond is in 1677.
date date_of(std::int64_t days) noexcept {
    std::int64_t year = 1600 + 400 * (days / days_per_400_years);
    days %= days_per_400_years;
    year += 100 * take(days, days_per_100_years, 3);
    year += 4 * take(days, days_per_4_years, 24);
    year += take(days, days_per_year, 3);
    std::int64_t month = 11;
    while (days_before_month[month] > days) {
        --month;
    }
    const std::int64_t day = days - days_before_month[month] + 1;
    return month < 10 ? date{year, month + 3, day} : date{year + 1, month - 9, day};
}

void append_padded(std::string &to, std::int64_t value, std::size_t digits) {
    const std::size_t end = to.size() + digits;
    to.resize(end);
    for (std::size_t i = 1; i <= digits; ++i, value /= 10) {
        to[end - i] = static_cast<char>('0' + value % 10);
    }
}

void append_date(std::string &to, const date &date) {
    append_padded(to, date.year, 4);
    to += '-';
    append_padded(to, date.month, 2);
    to += '-';
    append_padded(to, date.day, 2);
}

void append_time_of_day(std::string &to, std::int64_t second) {
    append_padded(to, second / 3600, 2);
    to += ':';
    append_padded(to, second / 60 % 60, 2);
    to += ':';
    append_padded(to, second % 60, 2);
}

struct quotient {
    std::int64_t whole;
    std::int64_t rest; // never negative
};

quotient divide_down(std::int64_t value, std::int64_t by) noexcept {
    const std::int64_t rest = value % by;
    return rest < 0 ? quotient{value / by - 1, rest + by} : quotient{value / by, rest};
}

} // namespace

utc_moment utc_moment_of(std::int64_t time_ns) noexcept {
    const quotient seconds = divide_down(time_ns, ns_per_second);
    return {seconds.whole, static_cast<std::uint32_t>(seconds.rest)};
}

void append_utc_second(std::string &to, std::int64_t second) {
    const quotient days = divide_down(second, seconds_per_day);
    append_date(to, date_of(days.whole + days_from_1600_03_01_to_1970));
    to += 'T';
    append_time_of_day(to, days.rest);
}

void append_utc_time(std::string &to, std::int64_t time_ns) {
    const utc_moment moment = utc_moment_of(time_ns);
    append_utc_second(to, moment.second);
    to += '.';
    append_padded(to, moment.nanosecond, 9);
    to += 'Z';
}

} // namespace mailslog
