// `mailslog tail` over several logs, rotated and compressed, and what is asked for of them.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "collector/tail/tail_output.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/gzip.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/tail_run.h"

using namespace mailslog;

namespace {

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

TEST_CASE(
    "what is deleted as surplus while lines are counted hides none of the rest", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines = GENERATE(std::optional<std::size_t>{}, 10);
    tail.disk.put(first_rotated, line(1, "a", "1"));
    tail.disk.put(second_rotated, line(2, "a", "2"));
    tail.disk.put("all.log", line(3, "a", "3"));
    // The oldest is listed, but neither found nor found compressed: counting, and beginning with
    // it.
    const std::size_t opened_before = tail.settings.lines ? 2 : 1;
    const std::size_t looks = tail.settings.lines ? 4 : 2;
    for (std::size_t look = 1; look <= looks; ++look) {
        tail.files.fail(
            file_operation::open, opened_before + look, std::errc::no_such_file_or_directory);
    }
    CHECK(tail.run() == 0);
    CHECK(tail.said.empty());
    CHECK(tail.messages() == "2 3 ");
}

TEST_CASE("nor does what is deleted as surplus while lines are shown", "[tail_logs]") {
    tail_run tail;
    tail.settings.lines.reset();
    std::string text; // more than is shown at once
    for (int number = 0; number < 10'000; ++number) {
        text += line(1, "a", std::to_string(number));
    }
    tail.disk.put(rotated_at(1), line(1, "a", "first"));
    tail.disk.put(rotated_at(2), text);
    tail.disk.put(rotated_at(3), line(3, "a", "deleted"));
    tail.disk.put("all.log", line(4, "a", "last"));
    tail.at_each_write = [&] { (void)tail.disk.remove(rotated_at(3)); };
    CHECK(tail.run() == 0);
    CHECK((tail.shown == line(1, "a", "first") + text + line(4, "a", "last")));
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

/// `count` lines, one a second from `first` on, whose messages are their seconds.
std::string seconds_from(int first, int count) {
    std::string lines;
    for (int second = first; second < first + count; ++second) {
        lines += line(second, "a", std::to_string(second));
    }
    return lines;
}

std::string messages_from(int first, int count) {
    std::string messages;
    for (int second = first; second < first + count; ++second) {
        messages += std::to_string(second) + ' ';
    }
    return messages;
}

TEST_CASE("files with two names are shown once, and count once", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = {"all.log", "copy.log"};
    tail.settings.lines = GENERATE(1, 5, 10, 22);
    CAPTURE(*tail.settings.lines);
    const std::string stamp = rotated_at(120).substr(std::string{"all"}.size());
    tail.disk.put("all" + stamp, seconds_from(100, 20));
    tail.disk.put("all.log", seconds_from(120, 2));
    tail.disk.link("all" + stamp, "copy" + stamp);
    tail.disk.link("all.log", "copy.log");
    CHECK(tail.run() == 0);
    const int wanted = static_cast<int>(*tail.settings.lines);
    CHECK(tail.messages() == messages_from(122 - wanted, wanted));
}

TEST_CASE("a rotated file that is a log, too, counts once", "[tail_logs]") {
    tail_run tail;
    tail.settings.paths = GENERATE(
        std::vector<std::string>{"all.log", "saved.log"},
        std::vector<std::string>{"saved.log", "all.log"});
    tail.settings.lines = GENERATE(5, 10, 15, 20, 25, 30, 35, 40);
    CAPTURE(tail.settings.paths, *tail.settings.lines);
    const int saved = GENERATE(1, 2, 3);
    for (int file = 1; file <= 3; ++file) {
        tail.disk.put(rotated_at(100 + 10 * file), seconds_from(90 + 10 * file, 10));
    }
    tail.disk.put("all.log", seconds_from(130, 10));
    tail.disk.link(rotated_at(100 + 10 * saved), "saved.log");
    CHECK(tail.run() == 0);
    const int wanted = static_cast<int>(*tail.settings.lines);
    CHECK(tail.messages() == messages_from(140 - wanted, wanted));
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
    bool has_renamed = false;
    tail.at_each_write = [&] {
        if (std::exchange(has_renamed, true)) {
            return;
        }
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

TEST_CASE("nor are those that were rotated while they were read", "[tail_logs]") {
    constexpr int rotations = 20;
    tail_run tail;
    tail.settings.lines.reset();
    std::string text;
    for (int number = 0; number < 10'000; ++number) {
        text += line(1, "a", std::to_string(number));
    }
    tail.disk.put("all.log", text);
    int rotated = 0;
    std::size_t rotated_bytes = 0;
    tail.at_each_write = [&] {
        const bool reads_live_file = tail.shown.size() > rotated_bytes;
        if (reads_live_file && rotated < rotations) {
            REQUIRE_FALSE(tail.disk.rename("all.log", rotated_at(++rotated)));
            rotated_bytes += text.size();
            tail.disk.put("all.log", text);
        }
    };
    std::chrono::steady_clock::time_point now;
    tail.now = [&] { return now += std::chrono::seconds{1}; };
    CHECK(tail.run() == 0);
    CHECK(tail.shown.size() == rotated_bytes + text.size());
    CHECK(rotated == rotations);
    CHECK(tail.files.most_open_files() <= 6);
}
