#include "collector/format/utc_time.h"

#include <cstdio>
#include <limits>

#include "tests/support/catch.h"

namespace {

std::string utc_time(std::int64_t time_ns) {
    std::string text;
    mailslog::append_utc_time(text, time_ns);
    return text;
}

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t day_ns = 86'400 * second_ns;

struct calendar_day {
    int year = 1677;
    int month = 9;
    int day = 22; // the first that 64-bit nanoseconds reach whole
};

bool is_leap_year(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(const calendar_day &date) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return date.month == 2 && is_leap_year(date.year) ? 29 : days[date.month - 1];
}

void advance(calendar_day &date) {
    if (++date.day <= days_in_month(date)) {
        return;
    }
    date.day = 1;
    if (++date.month <= 12) {
        return;
    }
    date.month = 1;
    ++date.year;
}

std::string midnight(const calendar_day &date) {
    char text[64];
    std::snprintf(
        text, sizeof text, "%04d-%02d-%02dT00:00:00.000000000Z", date.year, date.month, date.day);
    return text;
}

} // namespace

TEST_CASE("a moment is written to the nanosecond in UTC", "[utc_time]") {
    CHECK(utc_time(0) == "1970-01-01T00:00:00.000000000Z");
    CHECK(utc_time(1) == "1970-01-01T00:00:00.000000001Z");
    CHECK(utc_time(1795357321123456789) == "2026-11-22T14:22:01.123456789Z");
    CHECK(utc_time(951782400 * second_ns) == "2000-02-29T00:00:00.000000000Z");
}

TEST_CASE("moments before 1970 count down", "[utc_time]") {
    CHECK(utc_time(-1) == "1969-12-31T23:59:59.999999999Z");
    CHECK(utc_time(-day_ns) == "1969-12-31T00:00:00.000000000Z");
    CHECK(utc_time(-day_ns - 1) == "1969-12-30T23:59:59.999999999Z");
}

TEST_CASE("a moment is its second and what is past it", "[utc_time]") {
    for (const std::int64_t time_ns : {
             std::int64_t{0},
             std::int64_t{-1},
             day_ns + 1,
             std::numeric_limits<std::int64_t>::min(),
             std::numeric_limits<std::int64_t>::max(),
         }) {
        const mailslog::utc_moment moment = mailslog::utc_moment_of(time_ns);
        char fraction[16];
        std::snprintf(fraction, sizeof fraction, ".%09uZ", moment.nanosecond);
        std::string text;
        mailslog::append_utc_second(text, moment.second);
        CHECK(text + fraction == utc_time(time_ns));
    }
}

TEST_CASE("the earliest and the latest moments are written", "[utc_time]") {
    CHECK(utc_time(std::numeric_limits<std::int64_t>::min()) == "1677-09-21T00:12:43.145224192Z");
    CHECK(utc_time(std::numeric_limits<std::int64_t>::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("every day from 1677 to 2262 has its date", "[utc_time]") {
    constexpr std::int64_t first_day = -106'751;
    constexpr std::int64_t last_day = 106'751;
    calendar_day date;
    for (std::int64_t day = first_day; day <= last_day; ++day, advance(date)) {
        if (utc_time(day * day_ns) != midnight(date)) {
            FAIL("day " << day << ": " << utc_time(day * day_ns));
        }
    }
    CHECK(date.year == 2262);
}
