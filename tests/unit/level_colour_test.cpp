#include "collector/tail/level_colour.h"

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

std::string coloured(std::string_view lines) {
    std::string text;
    append_coloured(text, lines);
    return text;
}

constexpr const char *info_line = "[2026-11-22 14:22:01.123456] [info] [orders:4711] [net] hello";

} // namespace

TEST_CASE("the level of a line in the default pattern is found", "[level_colour]") {
    const std::string level = GENERATE("trace", "debug", "info", "warning", "error", "critical");
    CHECK(find_level("[2026-11-22 14:22:01.123456] [" + level + "] [a:1] [] text") == level);
}

TEST_CASE("the level of a JSON line is found", "[level_colour]") {
    CHECK(find_level(R"({"Timestamp":"x","SeverityText":"warning","Body":"error"})") == "warning");
    CHECK(find_level(R"({"SeverityText":"INFO"})") == "INFO");
}

TEST_CASE("a word that is no level has no colour", "[level_colour]") {
    const char *line = GENERATE(
        "", "[", "[] [", "[] []", "[x] [off] y", "[x] [information] y", "[x] [inf] y", "error",
        "text [error] text", "[error] text", "{", R"({"SeverityText":})",
        R"({"SeverityText":"error)", R"({"SeverityText":""})",
        R"({"Body":"\"SeverityText\":\"error\""})");
    CHECK(find_level(line).empty());
    CHECK(coloured(line) == line);
}

TEST_CASE("a message that speaks of levels does not decide", "[level_colour]") {
    CHECK(find_level("[time] [info] [a:1] [] x] [error]") == "info");
}

TEST_CASE("only the level's word is coloured", "[level_colour]") {
    CHECK(
        coloured(std::string{info_line} + "\n") ==
        "[2026-11-22 14:22:01.123456] [\x1b[32minfo\x1b[0m] [orders:4711] [net] hello\n");
}

TEST_CASE("each line has its own colour, and all else stays as it is", "[level_colour]") {
    CHECK(
        coloured("[t] [error] a\n\nplain\n[t] [debug] b") ==
        "[t] [\x1b[1;31merror\x1b[0m] a\n\nplain\n[t] [\x1b[36mdebug\x1b[0m] b");
}
