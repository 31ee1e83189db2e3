#include "collector/files/rotation_clock.h"

#include <spdlog/details/os.h>

#include "tests/support/catch.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

std::tm shifted(std::time_t time, std::chrono::seconds offset) {
    return spdlog::details::os::gmtime(static_cast<std::time_t>(time + offset.count()));
}

std::tm utc(std::time_t time) {
    return shifted(time, 0s);
}

std::tm kolkata(std::time_t time) {
    return shifted(time, 5h + 30min);
}

// Central Europe in 2026: summer time from 03-29T01:00Z to 10-25T01:00Z.
std::tm berlin(std::time_t time) {
    return shifted(time, time >= 1774746000 && time < 1792890000 ? 2h : 1h);
}

// Chile in 2026: at 04-05T03:00Z midnight becomes 23:00, at 09-06T04:00Z it becomes 01:00.
std::tm santiago(std::time_t time) {
    return shifted(time, time >= 1775358000 && time < 1788667200 ? -4h : -3h);
}

// Samoa at the end of 2011 went over the date line: there was no 30 December (10:00Z).
std::tm apia(std::time_t time) {
    return shifted(time, time >= 1325239200 ? 14h : -10h);
}

// Counts leap seconds, as the zones below right/ do: here one after the first minute of all time.
std::tm with_leap_second(std::time_t time) {
    std::tm clock = utc(time > 60 ? time - 1 : time);
    if (time == 60) {
        clock = utc(59);
        clock.tm_sec = 60;
    }
    return clock;
}

wall_time at(std::int64_t seconds) {
    return wall_time{std::chrono::seconds{seconds}};
}

std::int64_t end_of(rotation_period period, std::int64_t begun, local_clock local) {
    const auto end = end_of_period(period, 0s, at(begun), local);
    REQUIRE(end);
    return std::chrono::duration_cast<std::chrono::seconds>(end->time_since_epoch()).count();
}

constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 86400;
constexpr std::int64_t midnight = 1790812800; // 2026-10-01T00:00:00Z

} // namespace

TEST_CASE("a file without a period never ends by time", "[rotation_clock]") {
    CHECK_FALSE(end_of_period(rotation_period::none, 1s, at(midnight), utc));
}

TEST_CASE("an hour ends on the hour, however late it began", "[rotation_clock]") {
    CHECK(end_of(rotation_period::hour, midnight, utc) == midnight + hour);
    CHECK(end_of(rotation_period::hour, midnight + 1, utc) == midnight + hour);
    CHECK(end_of(rotation_period::hour, midnight + hour - 1, utc) == midnight + hour);
    CHECK(end_of(rotation_period::hour, midnight + hour, utc) == midnight + 2 * hour);
}

TEST_CASE("an hour is the local clock's where it differs by half an hour", "[rotation_clock]") {
    CHECK(end_of(rotation_period::hour, midnight, kolkata) == midnight + hour / 2);
    CHECK(end_of(rotation_period::hour, midnight + hour / 2, kolkata) == midnight + hour * 3 / 2);
}

TEST_CASE("a fraction of a second does not move the end of a period", "[rotation_clock]") {
    const auto end = end_of_period(rotation_period::hour, 0s, at(midnight) + 999999999ns, utc);
    CHECK(end == at(midnight + hour));
    CHECK(end_of_period(rotation_period::day, 0s, at(midnight) + 1ns, utc) == at(midnight + day));
}

TEST_CASE("both hours of the same reading count when clocks go back", "[rotation_clock]") {
    const std::int64_t two_in_summer = 1792890000 - hour; // 02:00 and an hour later 02:00 again
    CHECK(end_of(rotation_period::hour, two_in_summer + 60, berlin) == two_in_summer + hour);
    CHECK(end_of(rotation_period::hour, two_in_summer + hour, berlin) == two_in_summer + 2 * hour);
}

TEST_CASE("a day ends at local midnight", "[rotation_clock]") {
    CHECK(end_of(rotation_period::day, midnight, utc) == midnight + day);
    CHECK(end_of(rotation_period::day, midnight + day - 1, utc) == midnight + day);
    CHECK(end_of(rotation_period::day, midnight, kolkata) == midnight + day - 5 * hour - hour / 2);
}

TEST_CASE("a day may be 23 or 25 hours long", "[rotation_clock]") {
    const std::int64_t spring = 1774738800; // 2026-03-29T00:00 in Berlin
    CHECK(end_of(rotation_period::day, spring, berlin) == spring + 23 * hour);
    const std::int64_t autumn = 1792879200; // 2026-10-25T00:00 in Berlin
    CHECK(end_of(rotation_period::day, autumn, berlin) == autumn + 25 * hour);
}

TEST_CASE("a day that begins or ends without a midnight has an end", "[rotation_clock]") {
    const std::int64_t back = 1775358000; // midnight became 23:00 of the same day
    CHECK(end_of(rotation_period::day, back - hour, santiago) == back + hour);
    CHECK(end_of(rotation_period::day, back, santiago) == back + hour);
    const std::int64_t forth = 1788667200; // midnight became 01:00
    CHECK(end_of(rotation_period::day, forth - hour, santiago) == forth);
    CHECK(end_of(rotation_period::day, forth, santiago) == forth + 23 * hour);
}

TEST_CASE("a date that the zone leaves out is passed over", "[rotation_clock]") {
    const std::int64_t jump = 1325239200;
    CHECK(end_of(rotation_period::day, jump - hour, apia) == jump);
    CHECK(end_of(rotation_period::day, jump, apia) == jump + day);
}

TEST_CASE("an interval counts from when its file began", "[rotation_clock]") {
    const auto begun = at(midnight) + 123456789ns;
    CHECK(end_of_period(rotation_period::interval, 90s, begun, utc) == begun + 90s);
}

TEST_CASE("an interval beyond all time never ends", "[rotation_clock]") {
    const auto room = std::chrono::floor<std::chrono::seconds>(wall_time::max() - at(midnight));
    const auto end = [](std::chrono::seconds interval) {
        return end_of_period(rotation_period::interval, interval, at(midnight), utc);
    };
    CHECK(end(room));
    CHECK_FALSE(end(room + 1s));
    CHECK_FALSE(end(std::chrono::seconds::max()));
    CHECK_FALSE(end(0s));
}

TEST_CASE("a period that begins in a leap second has an end after it", "[rotation_clock]") {
    CHECK(end_of(rotation_period::hour, 59, with_leap_second) == 3600);
    CHECK(end_of(rotation_period::hour, 60, with_leap_second) == 3601);
    CHECK(end_of(rotation_period::hour, 61, with_leap_second) == 3601);
    CHECK(end_of(rotation_period::day, 60, with_leap_second) == 86401);
    const auto at_the_hour = [](std::time_t time) {
        std::tm clock = utc(time);
        clock.tm_min = 59; // 23:59:60
        clock.tm_sec = 60;
        return clock;
    };
    CHECK(end_of(rotation_period::hour, midnight, at_the_hour) > midnight);
}

TEST_CASE("a clock that begins in 1970 has hours and days", "[rotation_clock]") {
    CHECK(end_of(rotation_period::hour, 0, utc) == hour);
    CHECK(end_of(rotation_period::day, 0, utc) == day);
    CHECK(end_of(rotation_period::day, 0, santiago) == 3 * hour);
    CHECK(end_of_period(rotation_period::interval, 90s, wall_time{}, utc) == at(90));
}

TEST_CASE("an hour or a day that time itself ends before never ends", "[rotation_clock]") {
    const wall_time last = wall_time::max();
    for (const auto period : {rotation_period::hour, rotation_period::day}) {
        CHECK_FALSE(end_of_period(period, 0s, last, utc));
        CHECK_FALSE(end_of_period(period, 0s, last - 1s, utc));
        CHECK(end_of_period(period, 0s, last - 72h, utc));
    }
}
