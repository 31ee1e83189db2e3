#include "collector/tail/line_follower.h"

#include <algorithm>
#include <random>

#include "collector/files/rotated_files.h"
#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

constexpr const char *live = "logs/all.log";

/// A log whose writer and whose follower take turns.
class followed_log {
public:
    void write(const std::string &text) {
        std::unique_ptr<file> file;
        REQUIRE_FALSE(disk.open(live, open_mode::append, file));
        std::size_t written_bytes = 0;
        REQUIRE_FALSE(file->append(text, written_bytes));
    }

    std::string next_name() { return rotated_path(live, noon_ + rotations_++ * 1s); }

    void rotate() {
        REQUIRE_FALSE(disk.rename(live, next_name()));
        disk.put(live, "");
    }

    std::string next_block() {
        std::string lines;
        REQUIRE_FALSE(follower.next(lines));
        return lines;
    }

    /// All that the follower has to give for now.
    std::string seen() {
        std::string all;
        for (std::string lines = next_block(); !lines.empty(); lines = next_block()) {
            all += lines;
        }
        return all;
    }

    memory_file_system disk;
    failing_file_system files{disk};
    line_follower follower{files, live};

private:
    wall_time noon_{1795348800000ms};
    int rotations_ = 0;
};

} // namespace

TEST_CASE("lines are given as they come, from the last ones on", "[line_follower]") {
    followed_log log;
    log.write("one\ntwo\n");
    REQUIRE_FALSE(log.follower.open(1));
    CHECK(log.seen() == "two\n");
    CHECK(log.seen().empty());
    log.write("three\nfour\n");
    CHECK(log.seen() == "three\nfour\n");
}

TEST_CASE("a line is given when it is complete", "[line_follower]") {
    followed_log log;
    log.write("one\nha");
    REQUIRE_FALSE(log.follower.open(0));
    CHECK(log.seen().empty());
    log.write("lf");
    CHECK(log.seen().empty());
    log.write("\nnext\n");
    CHECK(log.seen() == "half\nnext\n");
}

TEST_CASE("the open file's unended line is given on request", "[line_follower]") {
    followed_log log;
    log.write("one\nhalf");
    REQUIRE_FALSE(log.follower.open(5));
    std::string lines;
    REQUIRE_FALSE(log.follower.read_open_file(lines));
    REQUIRE_FALSE(log.follower.read_unended_line(lines));
    REQUIRE_FALSE(log.follower.read_unended_line(lines));
    CHECK(lines == "one\nhalf\n");
}

TEST_CASE("a rotated file is read to its end, then the new one", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(0));
    log.write("two\n");
    log.rotate();
    log.write("three\n");
    CHECK(log.seen() == "two\nthree\n");
}

TEST_CASE("files that came and went between two looks are read in order", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    log.rotate();
    log.write("two\n");
    REQUIRE_FALSE(log.follower.open(9));
    CHECK(log.seen() == "two\n");
    for (const char *line : {"three\n", "four\n", "five\n"}) {
        log.write(line);
        log.rotate();
    }
    log.write("six\n");
    CHECK(log.seen() == "three\nfour\nfive\nsix\n");
    log.rotate();
    log.write("seven\n");
    CHECK(log.seen() == "seven\n");
}

TEST_CASE("nothing is given twice while there is no live file", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(9));
    const auto name = log.next_name();
    REQUIRE_FALSE(log.disk.rename(live, name));
    CHECK(log.seen() == "one\n");
    std::unique_ptr<file> renamed;
    REQUIRE_FALSE(log.disk.open(name, open_mode::append, renamed));
    std::size_t written_bytes = 0;
    REQUIRE_FALSE(renamed->append("written under the new name\n", written_bytes));
    CHECK(log.seen() == "written under the new name\n");
    log.write("two\n");
    CHECK(log.seen() == "two\n");
}

TEST_CASE("a file that gets its old name back is not read again", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(9));
    const auto name = log.next_name();
    REQUIRE_FALSE(log.disk.rename(live, name));
    CHECK(log.seen() == "one\n");
    REQUIRE_FALSE(log.disk.rename(name, live));
    log.write("two\n");
    CHECK(log.seen() == "two\n");
    log.rotate();
    log.write("three\n");
    CHECK(log.seen() == "three\n");
}

TEST_CASE("a rotated file that was deleted is passed over", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(9));
    log.rotate();
    log.write("gone\n");
    log.rotate();
    log.write("three\n");
    log.rotate();
    log.write("four\n");
    std::vector<std::string> rotated;
    REQUIRE_FALSE(list_rotated(log.disk, live, rotated));
    REQUIRE_FALSE(log.disk.remove(rotated[0]));
    REQUIRE_FALSE(log.disk.remove(rotated[1]));
    CHECK(log.seen() == "one\nthree\nfour\n");
}

TEST_CASE("a file deleted between listing and opening is passed over", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(9));
    CHECK(log.seen() == "one\n");
    log.rotate();
    log.write("two\n");
    log.rotate();
    log.write("three\n");
    log.files.fail(file_operation::open, 2, std::errc::no_such_file_or_directory);
    CHECK(log.seen() == "three\n");
}

TEST_CASE("another file in the live one's place is followed", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(9));
    CHECK(log.seen() == "one\n");
    log.disk.put(live, "another\n");
    CHECK(log.seen() == "another\n");
}

TEST_CASE("what was written by halves before a rotation is a line", "[line_follower]") {
    followed_log log;
    log.write("half");
    REQUIRE_FALSE(log.follower.open(9));
    log.rotate();
    log.write("whole\n");
    CHECK(log.seen() == "half\nwhole\n");
}

TEST_CASE("a file that appears later is read from its beginning", "[line_follower]") {
    followed_log log;
    CHECK(log.follower.open(1) == std::errc::no_such_file_or_directory);
    CHECK(log.seen().empty());
    log.write("one\ntwo\n");
    CHECK(log.seen() == "one\ntwo\n");
}

TEST_CASE("files rotated before the first one was seen are read too", "[line_follower]") {
    followed_log log;
    log.write("before\n");
    REQUIRE_FALSE(log.disk.rename(live, log.next_name()));
    CHECK(log.follower.open(1) == std::errc::no_such_file_or_directory);
    log.write("one\n");
    log.rotate();
    log.write("two\n");
    CHECK(log.seen() == "one\ntwo\n");
}

TEST_CASE("a half-written line that is taken back is not shown", "[line_follower]") {
    followed_log log;
    log.write("one\nhalf");
    REQUIRE_FALSE(log.follower.open(9));
    CHECK(log.seen() == "one\n");
    std::unique_ptr<file> file;
    REQUIRE_FALSE(log.disk.open(live, open_mode::append, file));
    REQUIRE_FALSE(file->truncate(4));
    CHECK(log.seen().empty());
    log.write("two\n");
    CHECK(log.seen() == "two\n");
}

TEST_CASE("a file that was emptied is read from its beginning", "[line_follower]") {
    followed_log log;
    log.write("one\ntwo\n");
    REQUIRE_FALSE(log.follower.open(9));
    CHECK(log.seen() == "one\ntwo\n");
    std::unique_ptr<file> file;
    REQUIRE_FALSE(log.disk.open(live, open_mode::append, file));
    REQUIRE_FALSE(file->truncate(0));
    CHECK(log.seen().empty());
    log.write("new\n");
    CHECK(log.seen() == "new\n");
}

TEST_CASE("lines of any length come whole up to the limit", "[line_follower]") {
    constexpr std::size_t block = line_follower::block_bytes;
    constexpr std::size_t most = line_follower::max_line_bytes;
    for (const std::size_t size :
         {block - 1, block, block + 1, 2 * block, most - 1, most, most + 1}) {
        INFO("a line of " << size << " bytes");
        const std::string line = std::string(size - 1, 'x') + "\n";
        followed_log log;
        log.write(line + "next\n");
        REQUIRE_FALSE(log.follower.open(SIZE_MAX));
        const std::string first = log.next_block();
        CHECK(first == (line + "next\n").substr(0, first.size()));
        CHECK(first.size() >= std::min(size, most));
        CHECK(first + log.seen() == line + "next\n");
        log.write(line);
        CHECK(log.seen() == line);
    }
}

TEST_CASE("memory stays bounded, however long the file", "[line_follower]") {
    followed_log log;
    log.write(std::string(3 * line_follower::max_line_bytes, 'x'));
    REQUIRE_FALSE(log.follower.open(1));
    CHECK(log.next_block().size() == line_follower::max_line_bytes);
    CHECK(log.next_block().size() == line_follower::max_line_bytes);
    CHECK(log.next_block().size() == line_follower::max_line_bytes);
    CHECK(log.next_block().empty());
}

TEST_CASE("a long line's pieces are as long, however little is read at once", "[line_follower]") {
    memory_file_system disk;
    disk.put(live, std::string(2 * line_follower::max_line_bytes, 'x'));
    line_follower follower{log_files{disk}, live, 27'962};
    REQUIRE_FALSE(follower.open(9));
    std::string lines;
    REQUIRE_FALSE(follower.next(lines));
    CHECK(lines.size() == line_follower::max_line_bytes);
}

TEST_CASE("of many logs a long line takes memory once", "[line_follower]") {
    memory_file_system disk;
    const log_files files{disk};
    const std::string long_line = std::string(4 * line_follower::block_bytes, 'x') + "\n";
    std::string lines;
    lines.reserve(2 * long_line.size());
    for (const bool is_first : {true, false}) {
        disk.put(live, long_line + "next\n");
        line_follower follower{files, live};
        REQUIRE_FALSE(follower.open(9));
        const test::allocation_count allocations;
        REQUIRE_FALSE(follower.next(lines));
        CHECK((is_first || allocations.so_far() == 0));
        CHECK((lines == long_line));
        lines.clear();
    }
}

namespace {

/// What the follower gives while the `nth` call fails.
std::string seen_with_failure(std::size_t nth, std::size_t &calls) {
    followed_log log;
    log.write("one\n");
    REQUIRE_FALSE(log.follower.open(9));
    log.files.forget_calls();
    log.files.fail_call(nth, std::errc::io_error);
    std::string all;
    for (int round = 0; round < 4; ++round) {
        log.write("round " + std::to_string(round) + "\n");
        for (int turn = 0; turn < 4; ++turn) {
            std::string lines;
            const auto error = log.follower.next(lines);
            CHECK((!error || error == std::errc::io_error));
            all += lines;
        }
        log.rotate();
        log.rotate();
    }
    calls = log.files.calls().size();
    log.files.heal();
    return all + log.seen();
}

} // namespace

TEST_CASE("whichever call fails, following goes on where it was", "[line_follower]") {
    constexpr std::size_t none = 100000;
    std::size_t calls = 0;
    const std::string undisturbed = seen_with_failure(none, calls);
    CHECK(undisturbed == "one\nround 0\nround 1\nround 2\nround 3\n");
    for (std::size_t nth = 1; nth <= calls; ++nth) {
        INFO("call " << nth);
        std::size_t ignored = 0;
        CHECK(seen_with_failure(nth, ignored) == undisturbed);
    }
}

TEST_CASE("an error at the start is told", "[line_follower]") {
    followed_log log;
    log.write("one\n");
    const auto operation = GENERATE(
        file_operation::list, file_operation::open, file_operation::identity, file_operation::size,
        file_operation::read_at);
    log.files.fail(operation, 1, std::errc::io_error);
    CHECK(log.follower.open(9) == std::errc::io_error);
}

TEST_CASE("whatever the turns of writer and follower, each line comes once", "[line_follower]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    followed_log log;
    log.write("");
    REQUIRE_FALSE(log.follower.open(0));
    std::string written;
    std::string read;
    for (int step = 0; step < 3000; ++step) {
        switch (random() % 4) {
        case 0:
            log.rotate();
            break;
        case 1:
            read += random() % 2 == 0 ? log.next_block() : log.seen();
            break;
        default:
            const std::string line = std::to_string(step) + "\n";
            log.write(line);
            written += line;
        }
    }
    CHECK(read + log.seen() == written);
}

TEST_CASE("a file that another follower gives is left to it", "[line_follower]") {
    followed_log log;
    given_files given;
    line_follower other{log.files, "logs/old.log"};
    log.follower.share(given);
    other.share(given);
    log.write("one\n");
    log.disk.put("logs/old.log", "before\n");
    REQUIRE_FALSE(log.follower.open(9));
    REQUIRE_FALSE(other.open(0));
    REQUIRE_FALSE(log.disk.replace(live, "logs/old.log"));
    std::string lines;
    REQUIRE_FALSE(other.next(lines));
    CHECK(lines.empty());
    CHECK(log.seen() == "one\n");
    log.write("two\n");
    CHECK(log.seen() == "two\n");
    std::unique_ptr<file> old;
    REQUIRE_FALSE(log.disk.open("logs/old.log", open_mode::append, old));
    std::size_t written_bytes = 0;
    REQUIRE_FALSE(old->append("late\n", written_bytes));
    REQUIRE_FALSE(other.next(lines));
    CHECK(lines == "late\n");
}

TEST_CASE("a new file in the place of a deleted one is given whole", "[line_follower]") {
    followed_log log;
    given_files given;
    log.follower.share(given);
    log.write("begin\n");
    REQUIRE_FALSE(log.follower.open(0));
    for (int turn = 0; turn < 10; ++turn) {
        const auto name = log.next_name();
        REQUIRE_FALSE(log.disk.rename(live, name));
        log.write("turn " + std::to_string(turn) + "\n");
        CHECK(log.seen() == "turn " + std::to_string(turn) + "\n");
        REQUIRE_FALSE(log.disk.remove(name));
        if (turn % 3 == 2) {
            given.forget_old();
        }
    }
}
