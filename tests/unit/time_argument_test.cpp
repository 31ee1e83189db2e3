#include "collector/tail/time_argument.h"

#include "collector/tail/calendar.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t now = 1'795'357'321 * second + 500; // 2026-11-22T14:22:01Z

std::int64_t at(int year, int month, int day, int hour, int minute, int whole_second = 0) {
    calendar_time time;
    time.year = year;
    time.month = month;
    time.day = day;
    time.hour = hour;
    time.minute = minute;
    time.second = whole_second;
    return nanoseconds_of(time).value();
}

std::int64_t today_at(int hour, int minute) {
    calendar_time time = local_reading(now);
    return at(time.year, time.month, time.day, hour, minute);
}

} // namespace

TEST_CASE("a date and a time are local, unless they name their zone", "[time_argument]") {
    CHECK(parse_time_argument("2026-11-22 14:22", now) == at(2026, 11, 22, 14, 22));
    CHECK(parse_time_argument("2026-11-22 14:22:01", now) == at(2026, 11, 22, 14, 22, 1));
    CHECK(parse_time_argument("2026-11-22T14:22:01", now) == at(2026, 11, 22, 14, 22, 1));
    CHECK(parse_time_argument("2026-11-22T14:22:01Z", now) == 1'795'357'321 * second);
    CHECK(parse_time_argument("2026-11-22T15:22:01+01:00", now) == 1'795'357'321 * second);
    CHECK(
        parse_time_argument("2026-11-22T14:22:01.25Z", now) == 1'795'357'321 * second + second / 4);
}

TEST_CASE("a time alone is today's, a date alone its midnight", "[time_argument]") {
    CHECK(parse_time_argument("14:22", now) == today_at(14, 22));
    CHECK(parse_time_argument("2026-02-28", now) == at(2026, 2, 28, 0, 0));
    CHECK(parse_time_argument("today", now) == today_at(0, 0));
    const auto yesterday = parse_time_argument("yesterday", now);
    REQUIRE(yesterday);
    CHECK(*yesterday < today_at(0, 0));
    CHECK(*yesterday >= today_at(0, 0) - 25 * 3600 * second);
}

TEST_CASE("spans count from now", "[time_argument]") {
    CHECK(parse_time_argument("now", now) == now);
    CHECK(parse_time_argument("-15m", now) == now - 15 * 60 * second);
    CHECK(parse_time_argument("10min ago", now) == now - 10 * 60 * second);
    CHECK(parse_time_argument("1 hour ago", now) == now - 3600 * second);
    CHECK(parse_time_argument("2 days ago", now) == now - 2 * 86400 * second);
}

TEST_CASE("what is no time is refused", "[time_argument]") {
    for (const char *text :
         {"", "noon", "2026-13-01", "2026-02-29", "2026-11-22 25:00", "14:60", "14:22x", "14",
          "2026-11-22  14:22", "-15", "15m", "ago", " ago", "-99999999999999w", "-9999999w",
          "2026-11-22T14:22:01+25:00", "1969-12-31", "2300-01-01", "2026-11-22 14:22:01."}) {
        INFO(text);
        CHECK_FALSE(parse_time_argument(text, now));
    }
}
