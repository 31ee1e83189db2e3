#include "collector/tail/line_reader.h"

#include <sstream>
#include <vector>

#include "tests/support/catch.h"

namespace {

struct read_line {
    std::string text;
    std::uint64_t full_bytes;

    friend bool operator==(const read_line &a, const read_line &b) {
        return a.text == b.text && a.full_bytes == b.full_bytes;
    }
    friend std::ostream &operator<<(std::ostream &to, const read_line &line) {
        return to << '"' << line.text << "\" of " << line.full_bytes;
    }
};

std::vector<read_line> lines_of(const std::string &input, std::size_t max_kept_bytes = 100) {
    std::istringstream stream{input};
    mailslog::line_reader reader{stream, max_kept_bytes};
    std::vector<read_line> lines;
    while (reader.next()) {
        lines.push_back({std::string{reader.text()}, reader.full_bytes()});
    }
    return lines;
}

using expected = std::vector<read_line>;

} // namespace

TEST_CASE("input is read line by line", "[line_reader]") {
    CHECK(lines_of("one\ntwo\n") == expected{{"one", 3}, {"two", 3}});
    CHECK(lines_of("\n\nx\n") == expected{{"", 0}, {"", 0}, {"x", 1}});
}

TEST_CASE("the last line may lack its end", "[line_reader]") {
    CHECK(lines_of("one\ntwo") == expected{{"one", 3}, {"two", 3}});
    CHECK(lines_of("").empty());
    CHECK(lines_of("\n") == expected{{"", 0}});
}

TEST_CASE("a carriage return before the line feed is part of the line's end", "[line_reader]") {
    CHECK(lines_of("one\r\ntwo\r\n") == expected{{"one", 3}, {"two", 3}});
    CHECK(lines_of("\r\n") == expected{{"", 0}});
    CHECK(lines_of("a\rb\r\r\n") == expected{{"a\rb\r", 4}});
    CHECK(lines_of("end\r") == expected{{"end\r", 4}});
}

TEST_CASE("a NUL belongs to its line", "[line_reader]") {
    const std::string with_nul{"a\0b", 3};
    CHECK(lines_of(with_nul + "\n") == expected{{with_nul, 3}});
}

TEST_CASE("a line is kept up to the bound and counted beyond it", "[line_reader]") {
    CHECK(lines_of("1234\n", 5) == expected{{"1234", 4}});
    CHECK(lines_of("12345\n", 5) == expected{{"12345", 5}});
    CHECK(lines_of("123456\n", 5) == expected{{"12345", 6}});
    CHECK(lines_of("12345678\n", 5) == expected{{"12345", 8}});
    CHECK(lines_of("123456789\nnext\n", 5) == expected{{"12345", 9}, {"next", 4}});
    CHECK(lines_of("123456789", 5) == expected{{"12345", 9}});
}

TEST_CASE("an overlong line's carriage return does not count", "[line_reader]") {
    CHECK(lines_of("12345\r\n", 5) == expected{{"12345", 5}});
    CHECK(lines_of("1234567\r\n", 5) == expected{{"12345", 7}});
    CHECK(lines_of("12345678\r\n", 5) == expected{{"12345", 8}});
    CHECK(lines_of("123456789\r\n", 5) == expected{{"12345", 9}});
}

TEST_CASE("an overlong line is cut at a code point", "[line_reader]") {
    CHECK(lines_of("1234\xE2\x82\xAC\n", 5) == expected{{"1234", 7}});
    CHECK(lines_of("1234\xE2\x82\xAC\n", 6) == expected{{"1234", 7}});
    CHECK(lines_of("1234\xE2\x82\xAC\n", 7) == expected{{"1234\xE2\x82\xAC", 7}});
    CHECK(lines_of("12\xF0\x9F\x98\x80 and more\n", 5) == expected{{"12", 15}});
    CHECK(lines_of("12\xF0\x9F\x98\x80 and more\n", 6) == expected{{"12\xF0\x9F\x98\x80", 15}});
}
