#include "collector/tail.h"

#include "collector/tail/line_follower.h"
#include "collector/tail/tail_output.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

constexpr const char *live = "all.log";

/// `mailslog tail` on a file in memory. With `follow`, each idle moment plays the next scene; it
/// ends after the last one.
class tail_run {
public:
    using scene = std::function<void(memory_file_system &)>;

    int run(const tail_settings &settings) { return tail_to(output(), files, settings); }

    memory_file_system disk;
    failing_file_system files{disk};
    std::vector<scene> scenes;
    std::string shown;
    std::vector<std::string> said;
    std::error_code write_error;
    bool colour = false;
    bool escapes = false;

private:
    tail_output output() {
        tail_output output;
        output.write = [this](std::string_view lines) {
            shown += write_error ? std::string_view{} : lines;
            return write_error;
        };
        output.say = [this](std::string_view message) { said.emplace_back(message); };
        output.stopped_within = [this](std::chrono::milliseconds time) {
            return time == time.zero() ? false : !play_next_scene();
        };
        output.colour = colour;
        output.escapes = escapes;
        return output;
    }

    bool play_next_scene() {
        if (played_ == scenes.size()) {
            return false;
        }
        scenes[played_++](disk);
        return true;
    }

    std::size_t played_ = 0;
};

tail_settings last(std::size_t lines) {
    tail_settings settings;
    settings.lines = lines;
    return settings;
}

tail_settings followed(std::size_t lines) {
    auto settings = last(lines);
    settings.follow = true;
    return settings;
}

void write(memory_file_system &disk, std::string_view text) {
    std::unique_ptr<file> file;
    REQUIRE_FALSE(disk.open(live, open_mode::append, file));
    std::size_t written_bytes = 0;
    REQUIRE_FALSE(file->append(text, written_bytes));
}

tail_run::scene writing(const std::string &text) {
    return [text](memory_file_system &disk) { write(disk, text); };
}

void nothing_happens(memory_file_system & /*disk*/) {}

} // namespace

TEST_CASE("the last lines are shown", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\ntwo\nthree\n");
    CHECK(tail.run(last(2)) == 0);
    CHECK(tail.shown == "two\nthree\n");
    CHECK(tail.said.empty());
}

TEST_CASE("more than a block of lines is shown to the end", "[tail]") {
    tail_run tail;
    std::string text;
    for (int line = 0; line < 50000; ++line) {
        text += std::to_string(line) + "\n";
    }
    tail.disk.put(live, text);
    CHECK(tail.run(last(50000)) == 0);
    CHECK(tail.shown == text);
}

TEST_CASE("a half-written last line is shown at the end", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\nhalf");
    CHECK(tail.run(last(1)) == 0);
    CHECK(tail.shown == "half\n");
}

TEST_CASE("no lines are shown when none are asked for", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\nhalf");
    CHECK(tail.run(last(0)) == 0);
    CHECK(tail.shown.empty());
}

TEST_CASE("a file that is not there is an error", "[tail]") {
    tail_run tail;
    CHECK(tail.run(last(1)) == 1);
    REQUIRE(tail.said.size() == 1);
    CHECK(tail.said.front().find("cannot read all.log: ") == 0);
}

TEST_CASE("a file that cannot be read is an error", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\n");
    tail.files.fail(
        GENERATE(file_operation::open, file_operation::read_at), 1, std::errc::permission_denied);
    CHECK(tail.run(last(1)) == 1);
    CHECK(tail.said.size() == 1);
}

TEST_CASE("a read that fails half-way is an error", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\n");
    tail.files.fail(file_operation::read_at, 2, std::errc::io_error);
    CHECK(tail.run(last(1)) == 1);
    CHECK(tail.said.size() == 1);
}

TEST_CASE("following shows what is appended, through a rotation", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\n");
    tail.scenes = {writing("two\n"), nothing_happens, writing("thr"), [](memory_file_system &disk) {
                       write(disk, "ee\n");
                       REQUIRE_FALSE(disk.rename(live, "all-20261122T142201.123Z.log"));
                       write(disk, "four\n");
                   }};
    CHECK(tail.run(followed(5)) == 0);
    CHECK(tail.shown == "one\ntwo\nthree\nfour\n");
    CHECK(tail.said.empty());
}

TEST_CASE("following waits for a file, and says so once", "[tail]") {
    tail_run tail;
    tail.scenes = {nothing_happens, nothing_happens, writing("one\n"), nothing_happens};
    CHECK(tail.run(followed(5)) == 0);
    CHECK(tail.shown == "one\n");
    CHECK(tail.said == std::vector<std::string>{"waiting for all.log"});
}

TEST_CASE("following does not show a line's half", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\n");
    tail.scenes = {writing("half")};
    CHECK(tail.run(followed(5)) == 0);
    CHECK(tail.shown == "one\n");
}

TEST_CASE("following outlasts an error, and tells it once", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\n");
    tail.scenes = {
        [&](memory_file_system &) {
            tail.files.fail_always(file_operation::identify, std::errc::permission_denied);
        },
        nothing_happens, nothing_happens,
        [&](memory_file_system &disk) {
            tail.files.heal();
            write(disk, "two\n");
        },
        nothing_happens};
    CHECK(tail.run(followed(5)) == 1);
    CHECK(tail.shown == "one\ntwo\n");
    CHECK(tail.said.size() == 1);
}

TEST_CASE("a log that can't be read at first is followed when it can", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\ntwo\n");
    tail.files.fail_always(
        GENERATE(file_operation::open, file_operation::identity, file_operation::list),
        std::errc::permission_denied);
    tail.scenes = {
        nothing_happens, nothing_happens, [&](memory_file_system &) { tail.files.heal(); },
        writing("three\n"), nothing_happens};
    CHECK(tail.run(followed(1)) == 1);
    CHECK(tail.shown == "two\nthree\n");
    REQUIRE(tail.said.size() == 1);
    CHECK(tail.said.front().find("cannot read all.log: ") == 0);
}

TEST_CASE("a log that can't be read back is followed from its end", "[tail]") {
    tail_run tail;
    tail.disk.put("all-20261122T142201.123Z.log", "old\n");
    tail.disk.put(live, "one\n");
    tail.files.fail(file_operation::open, 2, std::errc::permission_denied); // of live, then older
    tail.files.fail(file_operation::open, 4, std::errc::permission_denied);
    tail.scenes = {nothing_happens, writing("two\n"), nothing_happens};
    CHECK(tail.run(followed(5)) == 1);
    CHECK(tail.shown == "two\n");
    CHECK(tail.said.size() == 1);
}

TEST_CASE("when nobody reads any more, tail ends quietly", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "one\n");
    tail.write_error = std::make_error_code(std::errc::broken_pipe);
    CHECK(tail.run(GENERATE(last(1), followed(1))) == 0);
    CHECK(tail.said.empty());
}

TEST_CASE("output that cannot be written is an error", "[tail]") {
    tail_run tail;
    tail.disk.put(live, GENERATE("one\n", "half"));
    tail.write_error = std::make_error_code(std::errc::no_space_on_device);
    CHECK(tail.run(last(1)) == 1);
    REQUIRE(tail.said.size() == 1);
    CHECK(tail.said.front().find("cannot write to standard output: ") == 0);
}

TEST_CASE("levels are coloured when that is wanted", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "[t] [info] x\n[t] [info] half");
    tail.colour = GENERATE(true, false);
    CHECK(tail.run(last(2)) == 0);
    CHECK((tail.shown.find("\x1b[32minfo\x1b[0m") != std::string::npos) == tail.colour);
    CHECK((tail.shown == "[t] [info] x\n[t] [info] half\n") == !tail.colour);
}

TEST_CASE("a terminal is shown no control but our own colours", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "[t] [info] \x1b[2J\x9b\xc2\x9b\tx\r\nhalf\xe2\x80\xae");
    tail.escapes = true;
    tail.colour = GENERATE(true, false);
    CHECK(tail.run(last(2)) == 0);
    const std::string level = tail.colour ? "\x1b[32minfo\x1b[0m" : "info";
    CHECK(tail.shown == "[t] [" + level + "] \\x1b[2J\\x9b\\xc2\\x9b\tx\r\nhalf\\xe2\\x80\\xae\n");
}

TEST_CASE("what goes elsewhere goes as it is", "[tail]") {
    tail_run tail;
    tail.disk.put(live, "\x1b[2J\x9b\n");
    CHECK(tail.run(last(2)) == 0);
    CHECK(tail.shown == "\x1b[2J\x9b\n");
}

namespace {

/// More than is shown or read at once.
std::string many_lines() {
    std::string text;
    for (int number = 0; text.size() < 50 * line_follower::block_bytes; ++number) {
        text += std::to_string(number) + "\n";
    }
    return text;
}

/// tail -f, which is to end as soon as it asks: how much it has shown or, of nothing shown, read.
struct hasty_follower {
    explicit hasty_follower(tail_settings settings) {
        memory_file_system disk;
        disk.put(live, many_lines());
        settings.follow = true;
        settings.statistics = true;
        tail_output output;
        output.write = [this](std::string_view lines) {
            shown_bytes += lines.size();
            return std::error_code{};
        };
        output.say = [this](std::string_view message) { said += message; };
        output.stopped_within = [](std::chrono::milliseconds /*time*/) { return true; };
        CHECK(tail_to(output, disk, settings) == 0);
    }

    std::size_t read_bytes() const {
        const std::string before = "read ";
        REQUIRE(said.rfind(before, 0) == 0);
        return std::stoul(said.substr(before.size()));
    }

    std::size_t shown_bytes = 0;
    std::string said;
};

} // namespace

TEST_CASE("following ends while there is much to show", "[tail]") {
    tail_settings settings;
    settings.lines.reset();
    CHECK(hasty_follower{settings}.shown_bytes <= 2 * line_follower::block_bytes);
}

TEST_CASE("following ends while there is much to read", "[tail]") {
    tail_settings settings;
    settings.lines = GENERATE(std::optional<std::size_t>{}, 10);
    settings.conditions.expression = "nothing";
    CHECK(hasty_follower{settings}.read_bytes() <= 2 * line_follower::block_bytes);
}

TEST_CASE("following shows what another log gets while there is no end of one", "[tail]") {
    memory_file_system disk;
    const std::string line = "[2026-11-22 14:22:01.123456] [info] [a:1] [x] y\n";
    disk.put("endless.log", line);
    disk.put("other.log", "");
    tail_settings settings;
    settings.paths = {"endless.log", "other.log"};
    settings.lines.reset();
    settings.follow = true;
    const auto append = [&](const std::string &path, const std::string &text) {
        std::unique_ptr<file> file;
        REQUIRE_FALSE(disk.open(path, open_mode::append, file));
        std::size_t written_bytes = 0;
        REQUIRE_FALSE(file->append(text, written_bytes));
    };
    std::string block;
    while (block.size() < 2 * line_follower::block_bytes) {
        block += line;
    }
    std::chrono::steady_clock::time_point now;
    int writes = 0;
    bool is_seen = false;
    tail_output output;
    output.write = [&](std::string_view lines) {
        now += std::chrono::milliseconds{300};
        is_seen = is_seen || lines.find("other") != std::string_view::npos;
        append("endless.log", block);
        append("other.log", ++writes == 4 ? "other\n" : "");
        return std::error_code{};
    };
    output.say = [](std::string_view /*message*/) {};
    output.now = [&] { return now; };
    output.stopped_within = [&](std::chrono::milliseconds /*time*/) {
        return is_seen || writes > 50;
    };
    CHECK(tail_to(output, disk, settings) == 0);
    CHECK(is_seen);
}
