#include "collector/format/layout_format.h"

#include <ctime>
#include <random>
#include <string>

#include "collector/format/pattern_format.h"
#include "tests/support/catch.h"
#include "tests/support/random_records.h"

namespace {

using mailslog::parse_layout;

std::string line_by_layout(const std::string &pattern, const mailslog::record &record) {
    std::string line;
    mailslog::make_layout_format(parse_layout(pattern).value())->append(line, record);
    return line;
}

std::string line_by_spdlog(const std::string &pattern, const mailslog::record &record) {
    std::string line;
    mailslog::make_pattern_format(pattern)->append(line, record);
    return line;
}

std::string local_second(std::int64_t second) {
    const auto time = static_cast<std::time_t>(second);
    char text[32];
    const std::size_t bytes =
        std::strftime(text, sizeof text, "%d %H:%M:%S", std::localtime(&time));
    return {text, bytes};
}

std::string random_pattern(std::mt19937 &random) {
    static const std::string pieces[] = {"%Y", "%m",  "%d", "%H", "%M", "%S", "%T",   "%e",
                                         "%f", "%F",  "%l", "%N", "%Q", "%W", "%w",   "%n",
                                         "%t", "%v",  "%^", "%$", "%%", "[",  "] ",   " -- ",
                                         "Y",  "%%Y", " ",  ":",  ".",  "\t", "%%%%", "\xC3\xA9"};
    std::string pattern;
    for (std::size_t count = 1 + random() % 12; count > 0; --count) {
        pattern += pieces[random() % std::size(pieces)];
    }
    return pattern;
}

} // namespace

TEST_CASE("a layout makes the line that spdlog's formatter makes", "[layout_format]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    mailslog::random_records records{seed};
    for (int round = 0; round < 2000; ++round) {
        const std::string pattern = random_pattern(random);
        const mailslog::record record = records.next();
        INFO(pattern);
        REQUIRE(line_by_layout(pattern, record) == line_by_spdlog(pattern, record));
    }
}

TEST_CASE("lines of one format go back and forth in time", "[layout_format]") {
    constexpr std::int64_t second_ns = 1'000'000'000;
    constexpr std::int64_t noon = 1'792'929'600; // 2026-10-25T12:00:00Z
    const auto format = mailslog::make_layout_format(parse_layout("%d %H:%M:%S.%f %v").value());
    for (const std::int64_t second :
         {noon, noon - 1, noon, noon + 86'400, noon + 1, std::int64_t{0}}) {
        mailslog::record record;
        record.time_ns = second * second_ns + 42'000;
        record.line = "text";
        std::string line;
        format->append(line, record);
        CHECK(line == local_second(second) + ".000042 text\n");
    }
}

TEST_CASE("patterns beyond the commonest flags have no layout", "[layout_format]") {
    for (const char *pattern :
         {"%+", "%5v", "%-5v", "%=5v", "%5!v", "%P %v", "%@ %v", "%s", "%L", "%a %v", "%z", "%",
          "%v %", "%!"}) {
        INFO(pattern);
        CHECK_FALSE(parse_layout(pattern));
    }
    CHECK(parse_layout(mailslog::default_pattern));
}
