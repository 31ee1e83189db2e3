#include "collector/files/log_mending.h"

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

const std::string path = "all.log";

struct mended_log {
    memory_file_system disk;
    mending told;

    explicit mended_log(std::string content, std::uint64_t window_bytes = mended_bytes) {
        disk.put(path, std::move(content));
        REQUIRE_FALSE(mend_log(disk, path, window_bytes, told));
    }
    std::string content() const { return disk.content(path); }
};

std::string zeros(std::size_t bytes) {
    return std::string(bytes, '\0');
}

/// Lines up to the end of the disk's first block, within a line.
std::string first_block() {
    std::string lines;
    while (lines.size() < 400) {
        lines += "a line\n";
    }
    return lines + std::string(disk_block_bytes - lines.size(), 'x');
}

} // namespace

TEST_CASE("a whole log stays as it is", "[log_mending]") {
    for (const std::string content : {"", "\n", "one\n", "one\n\ntwo\n"}) {
        const mended_log log{content};
        CHECK(log.content() == content);
        CHECK(log.told.cut_bytes == 0);
        CHECK(log.told.blanked_bytes == 0);
    }
}

TEST_CASE("a line without its end is cut off, and so are zeros", "[log_mending]") {
    for (const auto &end :
         {std::string{"t"}, std::string{"two"}, zeros(1), zeros(5000), "tw" + zeros(3),
          zeros(2) + "two", zeros(2) + "t" + zeros(2)}) {
        const mended_log log{"one\n" + end};
        CHECK(log.content() == "one\n");
        CHECK(log.told.cut_bytes == end.size());
    }
}

TEST_CASE("of a file that is one torn line or all zeros nothing stays", "[log_mending]") {
    CHECK(mended_log{"on"}.content().empty());
    CHECK(mended_log{zeros(4096)}.content().empty());
}

TEST_CASE("a hole up to a block's end takes the lines it tears, and no other", "[log_mending]") {
    const std::string whole = first_block() + "yz\nanother\nlast\n";
    for (const std::size_t hole : {1U, 20U, 200U, 512U}) {
        std::string holed = whole;
        const std::size_t at = disk_block_bytes - hole;
        holed.replace(at, hole, zeros(hole));
        const mended_log log{holed};
        const std::size_t first =
            whole.rfind('\n', at) == std::string::npos ? 0 : whole.rfind('\n', at) + 1;
        std::string expected = whole;
        const std::size_t torn = disk_block_bytes + 2 - first;
        expected.replace(first, torn, std::string(torn, ' '));
        CHECK(log.content() == expected);
        CHECK(log.told.blanked_bytes == torn);
        CHECK(log.told.cut_bytes == 0);
    }
}

TEST_CASE("zeros that end within a block are somebody's", "[log_mending]") {
    const std::string content = "one\n" + zeros(100) + "two\n";
    CHECK(mended_log{content}.content() == content);
}

TEST_CASE("a hole and a torn end are both mended", "[log_mending]") {
    const mended_log log{zeros(512) + "one\ntwo\nthr" + zeros(4)};
    CHECK(log.content() == std::string(515, ' ') + "\ntwo\n");
    CHECK(log.told.blanked_bytes == 515);
    CHECK(log.told.cut_bytes == 7);
}

TEST_CASE("only the window is looked at, and used up", "[log_mending]") {
    const std::string before = zeros(512);
    memory_file_system disk;
    disk.put(path, before + "one\ntwo\nthr");
    mending told;
    std::uint64_t window_bytes = 11;
    REQUIRE_FALSE(mend_log(disk, path, window_bytes, told));
    CHECK(disk.content(path) == before + "one\ntwo\n");
    CHECK(window_bytes == 0);
}

TEST_CASE("what has no line within the window is no log of ours", "[log_mending]") {
    const std::string content = "one\n" + std::string(100, 'x');
    CHECK(mended_log(content, 50).content() == content);
}

TEST_CASE("zeros at the end are cut off whatever stands before them", "[log_mending]") {
    for (const std::size_t count : {50U, 100U, 4096U, 4607U}) {
        INFO(count << " zeros");
        CHECK(mended_log("one\n" + zeros(count), 50).content() == "one\n");
        const std::string text(100, 'x');
        CHECK(mended_log("one\n" + text + zeros(count), 60).content() == "one\n" + text);
    }
}

TEST_CASE("a hole without a line's end behind it stays", "[log_mending]") {
    const std::string content = "one\n" + zeros(508) + "two";
    CHECK(mended_log(content, 100).content() == content);
}

TEST_CASE("a file that is absent is whole", "[log_mending]") {
    memory_file_system disk;
    mending told;
    std::uint64_t window_bytes = mended_bytes;
    CHECK_FALSE(mend_log(disk, path, window_bytes, told));
    CHECK_FALSE(disk.exists(path));
}

TEST_CASE("mending that is cut short is completed by the next", "[log_mending]") {
    for (std::size_t call = 1; call <= 8; ++call) {
        memory_file_system disk;
        failing_file_system files{disk};
        disk.put(path, zeros(512) + "one\n" + std::string(500, 'x') + zeros(520) + "y\ntwo\nthr");
        files.fail_from(call, std::errc::io_error);
        mending told;
        std::uint64_t window_bytes = mended_bytes;
        const bool was_cut_short = bool{mend_log(files, path, window_bytes, told)};
        CHECK(was_cut_short == (call <= 7));
        files.heal();
        window_bytes = mended_bytes;
        REQUIRE_FALSE(mend_log(files, path, window_bytes, told));
        CHECK(
            disk.content(path) ==
            std::string(515, ' ') + "\n" + std::string(1021, ' ') + "\ntwo\n");
    }
}
