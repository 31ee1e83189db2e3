#include "collector/view/line_feed.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

TEST_CASE("a reader gets what came after the last line that it has", "[line_feed]") {
    line_feed feed;
    feed.add("one\ntwo\n");
    auto portion = feed.from(0);
    CHECK(portion.lines == "one\ntwo\n");
    CHECK(portion.first == 1);
    CHECK(portion.next == 3);
    CHECK(feed.from(3).lines.empty());
    feed.add("three\n");
    portion = feed.from(portion.next);
    CHECK(portion.lines == "three\n");
    CHECK(portion.first == 3);
}

TEST_CASE("a number that is none yet gets no line, and the right number", "[line_feed]") {
    line_feed feed;
    feed.add("one\n");
    const auto portion = feed.from(1000);
    CHECK(portion.lines.empty());
    CHECK(portion.next == 2);
}

TEST_CASE("at once only so many lines are given, the last ones", "[line_feed]") {
    line_feed feed;
    for (std::size_t i = 0; i < line_feed::max_given_lines + 5; ++i) {
        feed.add("line\n");
    }
    const auto portion = feed.from(1);
    CHECK(portion.first == 6);
    CHECK(portion.lines.size() == 5 * line_feed::max_given_lines);
}

TEST_CASE("at once only so many bytes are given, but one line always", "[line_feed]") {
    line_feed feed;
    const std::string half(line_feed::max_given_bytes / 2 - 1, 'x');
    for (int i = 0; i < 3; ++i) {
        feed.add(half + "\n");
    }
    CHECK(feed.from(1).first == 2);
    feed.add(std::string(line_feed::max_given_bytes, 'y') + "\n");
    CHECK(feed.from(1).first == 4);
}

TEST_CASE("old lines are forgotten by number and by size", "[line_feed]") {
    line_feed many;
    for (std::size_t i = 0; i < line_feed::max_kept_lines + 1; ++i) {
        many.add("x\n");
    }
    CHECK(many.from(1).next == line_feed::max_kept_lines + 2);
    line_feed large;
    const std::string line(line_feed::max_kept_bytes, 'x');
    large.add(line + "\n" + line + "\n");
    CHECK(large.from(1).first == 2);
}

} // namespace
