#include "collector/tail/last_lines.h"

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

std::string last_lines(const std::string &text, std::size_t lines) {
    memory_file_system files;
    files.put("all.log", text);
    std::unique_ptr<file> file;
    REQUIRE_FALSE(files.open("all.log", open_mode::read, file));
    std::uint64_t offset = 0;
    REQUIRE_FALSE(find_last_lines(*file, lines, offset));
    return text.substr(static_cast<std::size_t>(offset));
}

} // namespace

TEST_CASE("the last lines are as many as asked for", "[last_lines]") {
    const std::string text = "one\ntwo\nthree\n";
    CHECK(last_lines(text, 0).empty());
    CHECK(last_lines(text, 1) == "three\n");
    CHECK(last_lines(text, 2) == "two\nthree\n");
    CHECK(last_lines(text, 3) == text);
    CHECK(last_lines(text, 4) == text);
    CHECK(last_lines(text, SIZE_MAX) == text);
}

TEST_CASE("a file without lines has no last ones", "[last_lines]") {
    CHECK(last_lines("", 0).empty());
    CHECK(last_lines("", 5).empty());
}

TEST_CASE("empty lines are lines", "[last_lines]") {
    CHECK(last_lines("\n\n\n", 0).empty());
    CHECK(last_lines("\n\n\n", 2) == "\n\n");
    CHECK(last_lines("\n\n\n", 3) == "\n\n\n");
}

TEST_CASE("an unended line counts and is never cut through", "[last_lines]") {
    CHECK(last_lines("one\ntwo\nhalf", 0) == "half");
    CHECK(last_lines("one\ntwo\nhalf", 1) == "half");
    CHECK(last_lines("one\ntwo\nhalf", 2) == "two\nhalf");
    CHECK(last_lines("one\ntwo\nhalf", 3) == "one\ntwo\nhalf");
    CHECK(last_lines("half", 0) == "half");
    CHECK(last_lines("half", 2) == "half");
}

TEST_CASE("lines are found wherever blocks begin", "[last_lines]") {
    constexpr std::size_t block = 65536;
    for (const std::size_t size : {block - 2, block - 1, block, block + 1, 3 * block}) {
        INFO("a last line of " << size << " bytes");
        const std::string last = std::string(size, 'x') + "\n";
        CHECK(last_lines("one\ntwo\n" + last, 1) == last);
        CHECK(last_lines("one\ntwo\n" + last, 2) == "two\n" + last);
        CHECK(last_lines(last, 1) == last);
        CHECK(last_lines(last, 2) == last);
    }
}

TEST_CASE("the beginning of a long file is not read", "[last_lines]") {
    memory_file_system disk;
    std::string text;
    for (int line = 0; line < 100000; ++line) {
        text += "a line of a long file\n";
    }
    disk.put("all.log", text);
    failing_file_system files{disk};
    std::unique_ptr<file> file;
    REQUIRE_FALSE(files.open("all.log", open_mode::read, file));
    std::uint64_t offset = 0;
    REQUIRE_FALSE(find_last_lines(*file, 10, offset));
    CHECK(text.size() - offset == 220);
    CHECK(files.count(file_operation::read_at) == 1);
}

TEST_CASE("an error while looking for lines is told", "[last_lines]") {
    memory_file_system disk;
    disk.put("all.log", "line\n");
    failing_file_system files{disk};
    std::unique_ptr<file> file;
    REQUIRE_FALSE(files.open("all.log", open_mode::read, file));
    files.fail(GENERATE(file_operation::size, file_operation::read_at), 1, std::errc::io_error);
    std::uint64_t offset = 0;
    CHECK(find_last_lines(*file, 2, offset) == std::errc::io_error);
}
