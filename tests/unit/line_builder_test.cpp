#include "collector/format/line_builder.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace {

using mailslog::line_builder;

std::vector<std::string> lines_of(line_builder &builder, const std::string &bytes) {
    std::vector<std::string> lines;
    for (const char byte : bytes) {
        if (builder.add(byte)) {
            lines.emplace_back(builder.text());
        }
    }
    return lines;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a line may come in pieces", "[line_builder]") {
    line_builder builder{100};
    CHECK(lines_of(builder, "on").empty());
    CHECK(lines_of(builder, "e\r").empty());
    CHECK(lines_of(builder, "\ntwo\n\nth") == texts{"one", "two", ""});
    CHECK(builder.finish());
    CHECK(builder.text() == "th");
}

TEST_CASE("nothing behind the last end is no line", "[line_builder]") {
    line_builder builder{100};
    CHECK_FALSE(builder.finish());
    CHECK(lines_of(builder, "one\n") == texts{"one"});
    CHECK_FALSE(builder.finish());
    CHECK_FALSE(builder.finish());
}

TEST_CASE("what is longer than the bound is counted and not kept", "[line_builder]") {
    line_builder builder{5};
    CHECK(lines_of(builder, std::string(1000, 'x') + "\n") == texts{"xxxxx"});
    CHECK(builder.full_bytes() == 1000);
    CHECK(lines_of(builder, "1234\xE2\x82\xAC\n") == texts{"1234"});
    CHECK(builder.full_bytes() == 7);
    CHECK(lines_of(builder, "12345\n") == texts{"12345"});
    CHECK(builder.full_bytes() == 5);
}
