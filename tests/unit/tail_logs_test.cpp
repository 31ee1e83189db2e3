// `mailslog tail` over several logs, rotated and compressed, and what is asked for of them.
#include "collector/files/rotated_files.h"
#include "collector/tail/calendar.h"
#include "collector/tail/line_follower.h"
#include "collector/tail/tail_output.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/gzip.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

/// A second of 22 November 2026, 14:00 local time.
std::int64_t second_ns(int second) {
    calendar_time time;
    time.year = 2026;
    time.month = 11;
    time.day = 22;
    time.hour = 14;
    return nanoseconds_of(time).value() + second * std::int64_t{1'000'000'000};
}

std::string line(int second, const std::string &process, const std::string &message) {
    const auto time = local_reading(second_ns(second));
    char text[64];
    std::snprintf(
        text, sizeof text, "[2026-11-22 %02d:%02d:%02d.000000] [info] [", time.hour, time.minute,
        time.second);
    return text + process + ":1] [x] " + message + "\n";
}

std::string rotated_at(int second) {
    return rotated_path(
        "all.log", wall_time{std::chrono::duration_cast<wall_time::duration>(
                       std::chrono::nanoseconds{second_ns(second)})});
}

class tail_run {
public:
    int run() {
        tail_output output;
        output.write = [this](std::string_view lines) {
            shown += lines;
            std::exchange(at_first_write, [] {})();
            return std::error_code{};
        };
        output.say = [this](std::string_view message) { said.emplace_back(message); };
        output.stopped_within = [this](std::chrono::milliseconds time) {
            if (time == time.zero()) {
                return false;
            }
            if (played_ == scenes.size()) {
                return true;
            }
            scenes[played_++]();
            return false;
        };
        return tail_to(output, files, settings);
    }

    /// The messages of the lines shown.
    std::string messages() const {
        std::string all;
        for (std::size_t at = 0; at < shown.size();) {
            const std::size_t end = shown.find('\n', at);
            const std::string one = shown.substr(at, end - at);
            const std::size_t last = one.rfind("] ");
            all += (last == std::string::npos ? one : one.substr(last + 2)) + " ";
            at = end + 1;
        }
        return all;
    }

    memory_file_system disk;
    failing_file_system files{disk};
    tail_settings settings;
    std::vector<std::function<void()>> scenes;
    std::function<void()> at_first_write = [] {};
    std::string shown;
    std::vector<std::string> said;

private:
    std::size_t played_ = 0;
};

constexpr const char *first_rotated = "all-20261122T000001.000Z.log";
constexpr const char *second_rotated = "all-20261122T000002.000Z.log";

} // namespace

TEST_CASE("the last lines go back into rotated and compressed files", "[tail_logs]") {
    tail_run tail;
    tail.disk.put(
        std::string{first_rotated} + ".gz", gzipped(line(1, "a", "1") + line(2, "a", "2")));
    tail.disk.put(second_rotated, line(3, "a", "3") + line(4, "a", "4"));
    tail.disk.put("all.log", line(5, "a", "5"));
    const auto [lines, shown] = GENERATE(table<std::size_t, std::string>(
        {{1, "5 "}, {2, "4 5 "}, {3, "3 4 5 "}, {4, "2 3 4 5 "}, {9, "1 2 3 4 5 "}}));
    tail.settings.lines = lines;
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == shown);
}

TEST_CASE("lines of several logs are merged by time", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {"a.log", "b.log", "c.json"};
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 100);
    tail.disk.put("a.log", line(1, "a", "1") + line(4, "a", "4") + line(6, "a", "6"));
    tail.disk.put("b.log", line(2, "b", "2") + line(3, "b", "3") + line(7, "b", "7"));
    CHECK(tail.run() == 1); // there is no c.json
    CHECK(tail.messages() == "1 2 3 4 6 7 ");
    CHECK(tail.said.size() == 1);
}

TEST_CASE("a log that is named more than once is shown once", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {
        first_rotated, "all.log", std::string{second_rotated} + ".gz", "all.log", "./all.log"};
    tail.disk.put(first_rotated, line(1, "a", "1"));
    tail.disk.put(std::string{second_rotated} + ".gz", gzipped(line(2, "a", "2")));
    tail.disk.put("all.log", line(3, "a", "3"));
    tail.settings.follow = GENERATE(false, true);
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 2 3 ");
}

TEST_CASE("JSON of a line without a time has none", "[tail_logs]") {
    tail_run tail;
    tail.settings.json = true;
    tail.settings.paths = {"all.log", GENERATE("all.log", "none.log")}; // read for time or not
    tail.disk.put("all.log", "foreign\n" + line(1, "a", "1") + "behind\n");
    tail.run();
    CHECK(
        tail.shown.rfind(
            R"({"SeverityText":"off","Body":"foreign"})"
            "\n",
            0) == 0);
    CHECK_THAT(
        tail.shown, Catch::Matchers::EndsWith(R"(Z","SeverityText":"off","Body":"behind"})"
                                              "\n"));
}

TEST_CASE("of lines that conditions can't judge it is said that they are left out", "[tail_logs]") {
    tail_run tail;
    tail.disk.put("all.log", "foreign\n" + line(1, "a", "1") + "\n" + "behind\n");
    SECTION("of those at hand, how many") {
        tail.settings.conditions.processes = {"a"};
        CHECK(tail.run() == 0);
        REQUIRE(tail.said.size() == 1);
        CHECK_THAT(
            tail.said[0], Catch::Matchers::StartsWith("left out lines that") &&
                              Catch::Matchers::EndsWith(" (2)"));
    }
    SECTION("once, while it follows") {
        tail.settings.conditions.processes = {"b"};
        tail.settings.follow = true;
        tail.scenes = {[&] { tail.disk.put("all.log", tail.disk.content("all.log") + "more\n"); }};
        CHECK(tail.run() == 0);
        REQUIRE(tail.said.size() == 1);
        CHECK_THAT(tail.said[0], Catch::Matchers::StartsWith("leaving out lines that"));
    }
    SECTION("for want of a time, too") {
        tail.settings.conditions.since_ns = second_ns(0);
        CHECK(tail.run() == 0);
        REQUIRE(tail.said.size() == 1);
        CHECK_THAT(
            tail.said[0], Catch::Matchers::StartsWith("left out lines that") &&
                              Catch::Matchers::EndsWith(" (1)"));
    }
    SECTION("not of those that other conditions leave out") {
        tail.settings.conditions.processes = {"a"};
        tail.settings.conditions.expression = "a:1";
        CHECK(tail.run() == 0);
        CHECK(tail.said.empty());
    }
}

TEST_CASE("rotated files whose log is not asked for are shown themselves", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {first_rotated, second_rotated};
    tail.disk.put(first_rotated, line(1, "a", "1"));
    tail.disk.put(second_rotated, line(2, "a", "2"));
    tail.disk.put("all.log", line(3, "a", "3"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 2 ");
}

TEST_CASE("of several logs the last lines are those of all together", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {"a.log", "b.log"};
    tail.settings.lines = 3;
    tail.disk.put("a.log", line(1, "a", "1") + line(2, "a", "2") + line(3, "a", "3"));
    tail.disk.put("b.log", line(4, "b", "4") + line(5, "b", "5"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "3 4 5 ");
}

TEST_CASE("the last lines are the last of those asked for", "[tail_logs]") {
    tail_run tail;
    tail.settings.conditions.processes = {"b"};
    tail.settings.lines = 2;
    tail.disk.put(
        std::string{first_rotated} + ".gz",
        gzipped(line(1, "b", "1") + line(2, "b", "2") + line(3, "a", "3")));
    tail.disk.put("all.log", line(4, "a", "4") + line(5, "b", "5") + line(6, "a", "6"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "2 5 ");
}

TEST_CASE("times bound what is shown, whichever file it is in", "[tail_logs]") {
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

TEST_CASE("files whose names are of other times are not opened", "[tail_logs]") {
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

TEST_CASE("text that no pattern has made follows the line before it", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {"a.log", "b.log"};
    tail.settings.lines.reset();
    tail.disk.put("a.log", line(1, "a", "1") + "Traceback\n  at 0x1\n" + line(4, "a", "4"));
    tail.disk.put("b.log", line(2, "b", "2"));
    SECTION("in the merge") {
        CHECK(tail.run() == 0);
        CHECK(tail.messages() == "1 Traceback   at 0x1 2 4 ");
    }
    SECTION("in time") {
        tail.settings.conditions.since_ns = second_ns(2);
        CHECK(tail.run() == 0);
        CHECK(tail.messages() == "2 4 ");
    }
    SECTION("in its text") {
        tail.settings.conditions.expression = "Trace";
        CHECK(tail.run() == 0);
        CHECK(tail.messages() == "Traceback ");
    }
    SECTION("but not in what it does not show") {
        tail.settings.conditions.processes = {"a"};
        CHECK(tail.run() == 0);
        CHECK(tail.messages() == "1 4 ");
    }
}

TEST_CASE("a file compressed while it is followed is not shown again", "[tail_logs]") {
    tail_run tail;
    tail.settings.follow = true;
    tail.disk.put("all.log", line(1, "a", "1"));
    tail.scenes = {
        [&] { // rotated, written, compressed, and the plain file removed: between two looks
            const std::string text = line(1, "a", "1") + line(2, "a", "2");
            std::unique_ptr<file> live;
            REQUIRE_FALSE(tail.disk.open("all.log", open_mode::append, live));
            std::size_t written_bytes = 0;
            REQUIRE_FALSE(live->append(line(2, "a", "2"), written_bytes));
            REQUIRE_FALSE(tail.disk.rename("all.log", first_rotated));
            tail.disk.put(std::string{first_rotated} + ".gz", gzipped(text));
            REQUIRE_FALSE(tail.disk.remove(first_rotated));
            tail.disk.put(std::string{second_rotated} + ".gz", gzipped(line(3, "a", "3")));
            tail.disk.put("all.log", line(4, "a", "4"));
        },
        [] {}};
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 2 3 4 ");
    CHECK(tail.said.empty());
}

TEST_CASE("what is behind a damaged file is shown, and the damage told", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 10);
    tail.disk.put(std::string{first_rotated} + ".gz", "no gzip");
    tail.disk.put(second_rotated, line(3, "a", "3"));
    tail.disk.put("all.log", line(4, "a", "4"));
    CHECK(tail.run() == 1);
    CHECK(tail.messages() == "3 4 ");
    CHECK(tail.said.size() == 1);
}

TEST_CASE("damage within a line is told by the file's name, and the line shown", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 100'000);
    std::string text;
    for (int number = 0; number < 50'000; ++number) {
        text += line(number / 50, "a", std::to_string(number));
    }
    std::string compressed = gzipped(text);
    if (GENERATE(false, true)) {
        compressed.resize(compressed.size() / 2);
    } else {
        compressed.replace(compressed.size() / 2, 64, 64, '\xff');
    }
    const std::string name = std::string{first_rotated} + ".gz";
    tail.disk.put(name, compressed);
    std::string behind;
    SECTION("with others behind it") {
        behind = line(3000, "a", "3") + line(4000, "a", "4");
        tail.disk.put(second_rotated, line(3000, "a", "3"));
        tail.disk.put("all.log", line(4000, "a", "4"));
    }
    SECTION("as the last file") {}
    SECTION("as the file that is asked for") {
        tail.settings.paths = {name};
    }
    CHECK(tail.run() == 1);
    CHECK(
        tail.said ==
        std::vector<std::string>{name + " is damaged, and shown only up to the damage"});
    REQUIRE(tail.shown.size() > behind.size() + text.size() / 4);
    const std::size_t before = tail.shown.size() - behind.size();
    CHECK((tail.shown.substr(before) == behind));
    CHECK((text.compare(0, before - 1, tail.shown, 0, before - 1) == 0));
    CHECK(tail.shown[before - 1] == '\n');
}

TEST_CASE("a damaged file with nothing behind it is read once", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 10);
    const std::string name = std::string{first_rotated} + ".gz";
    tail.disk.put(name, "no gzip");
    const bool by_name = GENERATE(true, false);
    tail.settings.paths = {by_name ? name : std::string{"all.log"}};
    CHECK(tail.run() == 1);
    CHECK(tail.shown.empty());
    CHECK(
        tail.said ==
        std::vector<std::string>{name + " is damaged, and shown only up to the damage"});
}

TEST_CASE("a log of which only rotated files are left is shown", "[tail_logs]") {
    tail_run tail;
    tail.disk.put(std::string{first_rotated} + ".gz", gzipped(line(1, "a", "1")));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 ");
}

TEST_CASE("every line can be shown as JSON", "[tail_logs]") {
    tail_run tail;
    tail.settings.json = true;
    const std::string json = R"({"Timestamp":"2026-11-22T14:22:01.000000000Z","SeverityText":)"
                             R"("info","SeverityNumber":9,"Body":"b"})";
    tail.disk.put("all.log", line(1, "a", "say \"1\"") + "foreign\n" + json + "\n");
    CHECK(tail.run() == 0);
    CHECK(
        tail.shown.find(R"("SeverityText":"info","SeverityNumber":9,"Body":"say \"1\"",)"
                        R"("Resource":{"service.name":"a","process.pid":1})") != std::string::npos);
    CHECK(tail.shown.find(R"("SeverityText":"off","Body":"foreign"})") != std::string::npos);
    CHECK(tail.shown.find(json + "\n") != std::string::npos);
}

TEST_CASE("levels of a pattern of one's own are coloured", "[tail_logs]") {
    tail_output output;
    std::string shown;
    output.write = [&](std::string_view lines) {
        shown += lines;
        return std::error_code{};
    };
    output.colour = true;
    memory_file_system disk;
    disk.put("all.log", "12:00:00 E shop: no stock\n");
    tail_settings settings;
    settings.pattern = "%T %L %N: %v";
    CHECK(tail_to(output, disk, settings) == 0);
    CHECK(shown == "12:00:00 \x1b[1;31mE\x1b[0m shop: no stock\n");
}

TEST_CASE("the last lines of a big log are found at its end", "[tail_logs]") {
    tail_run tail;
    std::string text;
    for (int number = 0; number < 100'000; ++number) {
        text += line(number / 100, "a", std::to_string(number));
    }
    tail.disk.put("all.log", text);
    tail.settings.statistics = true;
    tail.settings.lines = 3;
    SECTION("by counting") {}
    SECTION("by time") {
        tail.settings.conditions.since_ns = second_ns(990);
    }
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "99997 99998 99999 ");
    REQUIRE(tail.said.size() == 1);
    const int read_bytes = std::stoi(tail.said[0].substr(std::string{"read "}.size()));
    CHECK(read_bytes > 0);
    CHECK(read_bytes < 600'000); // of six million
}

TEST_CASE("lines since a time are all shown, wherever it falls", "[tail_logs]") {
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

TEST_CASE("lines behind those from a clock that is ahead are shown", "[tail_logs]") {
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

TEST_CASE("what was begun after the time that is asked for is not read", "[tail_logs]") {
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
    "what was asked for is shown behind a file whose name is of a clock ahead", "[tail_logs]") {
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

TEST_CASE("a file that was begun is shown to its end, whatever its name", "[tail_logs]") {
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

TEST_CASE("of files with two names as many lines are shown", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {"all.log", "copy.log"};
    tail.settings.lines = 10;
    std::string lines;
    for (int number = 0; number < 20; ++number) {
        lines += line(number, "a", "rotated");
    }
    const std::string stamp = rotated_at(100).substr(std::string{"all"}.size());
    tail.disk.put("all" + stamp, lines);
    tail.disk.put("all.log", line(101, "a", "1") + line(102, "a", "2"));
    tail.disk.link("all" + stamp, "copy" + stamp);
    tail.disk.link("all.log", "copy.log");
    CHECK(tail.run() == 0);
    const std::string messages = tail.messages();
    CHECK(std::count(messages.begin(), messages.end(), ' ') >= 10);
}

TEST_CASE("the unended line of a file is judged by its own time", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines.reset();
    tail.settings.conditions.until_ns = second_ns(50);
    const std::string unended = line(2, "a", "2");
    tail.disk.put(rotated_at(7200), line(1, "a", "1") + unended.substr(0, unended.size() - 1));
    tail.disk.put("all.log", line(7300, "a", "later"));
    CHECK(tail.run() == 0);
    CHECK(tail.messages() == "1 2 ");
}

TEST_CASE("logs that get other names while they are shown are shown once", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {"a.log", "a.1.log"};
    tail.settings.lines.reset();
    std::string before;
    std::string after;
    for (int number = 0; number < 10'000; ++number) {
        before += line(1, "a", std::to_string(number));
        after += line(2, "a", std::to_string(number));
    }
    tail.disk.put("a.1.log", before);
    tail.disk.put("a.log", after);
    tail.at_first_write = [&] {
        REQUIRE_FALSE(tail.disk.rename("a.1.log", "a.2.log"));
        REQUIRE_FALSE(tail.disk.rename("a.log", "a.1.log"));
        tail.disk.put("a.log", "");
    };
    CHECK(tail.run() == 0);
    CHECK((tail.shown == before + after));
}

TEST_CASE("files that have been read are not kept open", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines.reset();
    tail.settings.follow = GENERATE(false, true);
    tail.settings.conditions.expression = GENERATE("", "what no line has");
    for (int number = 0; number < 50; ++number) {
        const std::string text = line(number, "a", std::to_string(number));
        const bool is_compressed = number % 2 == 1;
        tail.disk.put(
            rotated_at(number + 1) + (is_compressed ? ".gz" : ""),
            is_compressed ? gzipped(text) : text);
    }
    tail.disk.put("all.log", line(60, "a", "last"));
    CHECK(tail.run() == 0);
    CHECK(tail.files.most_open_files() <= 4);
}

TEST_CASE("a time in the hour that comes twice is found in both", "[tail_logs]") {
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
