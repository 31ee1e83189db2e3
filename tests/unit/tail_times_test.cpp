// `mailslog tail` of lines since and until a time, whatever clocks they and their files are of.
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "collector/files/rotated_files.h"
#include "collector/tail/calendar.h"
#include "collector/tail/line_follower.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/gzip.h"
#include "tests/support/tail_run.h"

using namespace mailslog;

namespace {

/// A line a second, of both hours between two and three when summer ends.
std::string hour_that_comes_twice() {
    std::string text;
    for (int second = 0; second < 7200; ++second) {
        char time[64];
        std::snprintf(
            time, sizeof time, "[2026-10-25 02:%02d:%02d.000000] [info] [a:1] [x] ",
            second / 60 % 60, second % 60);
        text += time + std::to_string(second) + "\n";
    }
    return text;
}

} // namespace

TEST_CASE("times bound what is shown, whichever file it is in", "[tail_times]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 10);
    tail.settings.conditions.since_ns = second_ns(2);
    tail.settings.conditions.until_ns = second_ns(4);
    const wall_time rotated{std::chrono::duration_cast<wall_time::duration>(
        std::chrono::nanoseconds{second_ns(2) + 1'000'000})};
    tail.disk.put(rotated_path("all.log", rotated), line(1, "a", "1") + line(2, "a", "2"));
    tail.disk.put("all.log", line(3, "a", "3") + line(4, "a", "4") + line(5, "a", "5"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "2 3 4 ");
}

TEST_CASE("files whose names are of other times are not opened", "[tail_times]") {
    tail_run tail;
    tail.settings.statistics = true;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 10);
    tail.settings.conditions.since_ns = second_ns(7200);
    tail.disk.put(rotated_at(1800) + ".gz", gzipped(line(1, "a", "1")));
    tail.disk.put(rotated_at(3600), line(2000, "a", "2"));
    tail.disk.put(rotated_at(7300), line(3700, "a", "3") + line(7210, "a", "4"));
    tail.disk.put("all.log", line(7400, "a", "5"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "4 5 ");
    REQUIRE(tail.said.size() == 1);
    const std::string said = tail.said[0];
    CHECK(std::stoi(said.substr(said.find("opened ") + 7)) <= 5); // these two, once or again
}

TEST_CASE("lines since a time are all shown, wherever it falls", "[tail_times]") {
    tail_run tail;
    std::string text;
    std::string rest;
    const int since = GENERATE(0, 1, 437, 998, 999, 1000);
    for (int number = 0; number < 50'000; ++number) {
        const std::string one = line(number / 50, "a", std::to_string(number));
        text += one;
        rest += number / 50 >= since ? one : "";
    }
    tail.disk.put("all.log", text);
    tail.settings.lines.reset();
    tail.settings.conditions.since_ns = second_ns(since);
    CHECK(tail.run() == 0);
    CHECK((tail.shown == rest));
}

TEST_CASE("lines behind those from a clock that is ahead are shown", "[tail_times]") {
    constexpr int ahead = 18'000;
    tail_run tail;
    std::string text;
    std::string in_time;
    for (int number = 0; number < 3500; ++number) {
        const bool is_ahead = number >= 1000 && number < 2500;
        const std::string one = line(is_ahead ? ahead : 1, "a", std::to_string(number));
        text += one;
        in_time += is_ahead ? "" : one;
    }
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 2500);
    tail.settings.conditions.until_ns = second_ns(2);
    SECTION("of a plain file") {
        tail.disk.put("all.log", text);
    }
    SECTION("of a compressed one") {
        tail.disk.put(rotated_at(100) + ".gz", gzipped(text));
    }
    SECTION("of several") {
        tail.disk.put(rotated_at(10), text.substr(0, text.find('\n', text.size() / 2) + 1));
        tail.disk.put("all.log", text.substr(text.find('\n', text.size() / 2) + 1));
    }
    CHECK(tail.run() == 0);
    CHECK((tail.shown == in_time));
}

TEST_CASE("what was begun after the time that is asked for is not read", "[tail_times]") {
    tail_run tail;
    tail.settings.statistics = true;
    tail.settings.lines.reset();
    tail.settings.conditions.until_ns = second_ns(50);
    tail.disk.put(rotated_at(111), line(1, "a", "1") + line(50, "a", "2") + line(51, "a", "3"));
    std::string later;
    for (int number = 0; number < 10'000; ++number) {
        later += line(120 + number / 10, "a", "later");
    }
    SECTION("up to then") {}
    SECTION("also if that is the first file that may hold what is asked for") {
        tail.settings.conditions.since_ns = second_ns(-7200);
    }
    tail.disk.put(rotated_at(7200), later);
    tail.disk.put("all.log", later);
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 2 ");
    REQUIRE(tail.said.size() == 1);
    const int read_bytes = std::stoi(tail.said[0].substr(std::string{"read "}.size()));
    CHECK(read_bytes < 2 * static_cast<int>(line_follower::block_bytes));
}

TEST_CASE(
    "what was asked for is shown behind a file whose name is of a clock ahead", "[tail_times]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 1);
    tail.settings.conditions.until_ns = second_ns(50);
    tail.disk.put(rotated_at(7200), line(1, "a", "1"));
    SECTION("in the live file") {
        tail.disk.put("all.log", line(5, "a", "5"));
    }
    SECTION("in a rotated one") {
        tail.disk.put(rotated_at(7201), line(5, "a", "5"));
        tail.disk.put("all.log", line(7202, "a", "later"));
    }
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == (tail.settings.lines ? "5 " : "1 5 "));
}

TEST_CASE("a file that was begun is shown to its end, whatever its name", "[tail_times]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 2);
    tail.settings.conditions.until_ns = second_ns(50);
    tail.disk.put(rotated_at(7200), line(1, "a", "1"));
    std::string later;
    for (int number = 0; number < 4000; ++number) {
        later += line(7300, "a", "later");
    }
    tail.disk.put("all.log", line(5, "b", "5") + later + line(6, "b", "6"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == (tail.settings.lines ? "5 6 " : "1 5 6 "));
}

TEST_CASE("the unended line of a file is judged by its own time", "[tail_times]") {
    tail_run tail;
    tail.settings.lines.reset();
    tail.settings.conditions.until_ns = second_ns(50);
    const std::string unended = line(2, "a", "2");
    tail.disk.put(rotated_at(7200), line(1, "a", "1") + unended.substr(0, unended.size() - 1));
    tail.disk.put("all.log", line(7300, "a", "later"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 2 ");
}

TEST_CASE("a time in the hour that comes twice is found in both", "[tail_times]") {
    const environment_variable zone{"TZ", "CET-1CEST,M3.5.0,M10.5.0/3"};
    calendar_time half_past_two;
    half_past_two.year = 2026;
    half_past_two.month = 10;
    half_past_two.day = 25;
    half_past_two.hour = 2;
    half_past_two.minute = 30;
    const std::int64_t since_ns = nanoseconds_of(half_past_two).value();
    constexpr std::int64_t hour_ns = std::int64_t{3600} * 1'000'000'000;
    const bool comes_twice =
        local_reading(since_ns + hour_ns).hour == 2 || local_reading(since_ns - hour_ns).hour == 2;
    if (!comes_twice) {
        return; // on Windows summer ends in America
    }
    tail_run tail;
    tail.settings.lines.reset();
    tail.settings.conditions.since_ns = since_ns;
    tail.disk.put("all.log", hour_that_comes_twice());
    CHECK(tail.run() == 0);
    std::string expected;
    for (int second = 0; second < 7200; ++second) {
        expected += second % 3600 >= 1800 ? std::to_string(second) + " " : "";
    }
    CHECK((tail.messages() == expected));
}
