#include "collector/tail/gzip_file.h"

#include "tests/support/catch.h"
#include "tests/support/gzip.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

std::string numbered_lines(int count) {
    std::string text;
    for (int line = 0; line < count; ++line) {
        text += "line " + std::to_string(line) + " of a text that repeats itself\n";
    }
    return text;
}

std::unique_ptr<file> open_memory(memory_file_system &disk, const std::string &content) {
    disk.put("file", content);
    std::unique_ptr<file> file;
    REQUIRE_FALSE(disk.open("file", open_mode::read, file));
    return file;
}

std::error_code
read_all(file &file, std::size_t step, std::string &text, std::uint64_t offset = 0) {
    std::string block(step, '\0');
    std::size_t read_bytes = 0;
    do {
        if (const auto error = file.read_at(offset, block.data(), step, read_bytes)) {
            return error;
        }
        text.append(block, 0, read_bytes);
        offset += read_bytes;
    } while (read_bytes != 0);
    return {};
}

} // namespace

TEST_CASE("a compressed file reads like the plain one", "[gzip_file]") {
    memory_file_system disk;
    const std::string text = numbered_lines(GENERATE(0, 1, 20000));
    const auto file = make_gzip_file(open_memory(disk, gzipped(text)));
    std::string read;
    CHECK_FALSE(read_all(*file, GENERATE(std::size_t{1000}, std::size_t{100'000}), read));
    CHECK(read == text);
}

TEST_CASE("a compressed file can be read from anywhere, and again", "[gzip_file]") {
    memory_file_system disk;
    const std::string text = numbered_lines(20000);
    const auto file = make_gzip_file(open_memory(disk, gzipped(text)));
    for (const std::size_t offset : {text.size() - 10, std::size_t{5}, text.size() / 2}) {
        std::string read;
        CHECK_FALSE(read_all(*file, 4096, read, offset));
        CHECK(read == text.substr(offset));
    }
}

TEST_CASE("compressed files put together read like one", "[gzip_file]") {
    memory_file_system disk;
    const auto file = make_gzip_file(open_memory(disk, gzipped("one\n") + gzipped("two\n")));
    std::string read;
    CHECK_FALSE(read_all(*file, 100, read));
    CHECK(read == "one\ntwo\n");
}

TEST_CASE("what is before the damage is read, then the damage is told", "[gzip_file]") {
    memory_file_system disk;
    const std::string text = numbered_lines(20000);
    const std::string whole = gzipped(text);
    const auto file = make_gzip_file(open_memory(disk, whole.substr(0, whole.size() / 2)));
    std::string read;
    CHECK(read_all(*file, 4096, read) == std::errc::bad_message);
    CHECK(read.size() > text.size() / 4);
    CHECK(text.compare(0, read.size(), read) == 0);
}

TEST_CASE("what is not compressed at all is damaged", "[gzip_file]") {
    memory_file_system disk;
    const auto file = make_gzip_file(open_memory(disk, GENERATE("", "plain text\n")));
    std::string read;
    CHECK(read_all(*file, 100, read) == std::errc::bad_message);
}

TEST_CASE("a compressed file knows what it was made from", "[gzip_file]") {
    memory_file_system disk;
    const std::string text = numbered_lines(5000);
    std::string other = text;
    other[7] = 'x';
    const auto compressed = open_memory(disk, gzipped(text));
    bool is = false;
    CHECK_FALSE(is_gzip_of(*compressed, *open_memory(disk, text), is));
    CHECK(is);
    CHECK_FALSE(is_gzip_of(*compressed, *open_memory(disk, other), is));
    CHECK_FALSE(is);
    CHECK_FALSE(is_gzip_of(*compressed, *open_memory(disk, text + "x"), is));
    CHECK_FALSE(is);
    CHECK_FALSE(is_gzip_of(*open_memory(disk, "short"), *compressed, is));
    CHECK_FALSE(is);
}
