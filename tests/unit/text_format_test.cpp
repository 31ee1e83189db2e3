#include "collector/format/line_format.h"

#include <algorithm>
#include <ctime>
#include <limits>

#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/random_records.h"
#include "tests/support/utf8_lines.h"

namespace {

using mailslog::level;
using mailslog::record;

constexpr std::int64_t second_ns = 1'000'000'000;

/// 2026-11-22 14:22:01 in local time, whatever that is: mktime() looks at TZ, too.
std::int64_t local_afternoon_ns() {
    std::tm local{};
    local.tm_year = 2026 - 1900;
    local.tm_mon = 11 - 1;
    local.tm_mday = 22;
    local.tm_hour = 14;
    local.tm_min = 22;
    local.tm_sec = 1;
    local.tm_isdst = -1;
    return static_cast<std::int64_t>(std::mktime(&local)) * second_ns + 123456789;
}

record order_accepted() {
    record accepted;
    accepted.time_ns = local_afternoon_ns();
    accepted.process_name = "shop";
    accepted.process_id = 4711;
    accepted.thread_id = 4712;
    accepted.host = "till7";
    accepted.logger = "orders";
    accepted.source_file = "src/orders.cpp";
    accepted.source_line = 42;
    accepted.source_function = "accept";
    accepted.line = "order 42 accepted";
    return accepted;
}

/// The line without its end, which every line must have.
std::string text_of(const record &record, const std::string &pattern) {
    std::string line;
    mailslog::make_text_format(pattern)->append(line, record);
    REQUIRE(line.back() == '\n');
    line.pop_back();
    return line;
}

std::string text_of(const record &record) {
    return text_of(record, mailslog::default_pattern);
}

std::string local_second(std::time_t time) {
    char text[32];
    const std::size_t bytes =
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", std::localtime(&time));
    return {text, bytes};
}

} // namespace

TEST_CASE("the default pattern shows when, how grave, who and what", "[text_format]") {
    CHECK(
        text_of(order_accepted()) ==
        "[2026-11-22 14:22:01.123456] [info] [shop:4711] [orders] order 42 accepted");
}

TEST_CASE("what only syslog has stands before the text, escaped", "[text_format]") {
    record syslog = order_accepted();
    syslog.syslog = {"812", "ID47", "[a b=\"c\n\"]"};
    for (const char *pattern : {"%v", "%1v"}) {
        CHECK(text_of(syslog, pattern) == R"(ID47 [a b="c\n"] order 42 accepted)");
    }
}

TEST_CASE("times are local", "[text_format]") {
    const mailslog::environment_variable zone{"TZ", "XXX-3:30"};
    CHECK(
        text_of(order_accepted(), "%Y-%m-%d %H:%M:%S %v") ==
        "2026-11-22 14:22:01 order 42 accepted");
}

TEST_CASE("the sender's own flags", "[text_format]") {
    CHECK(text_of(order_accepted(), "%N") == "shop");
    CHECK(text_of(order_accepted(), "%Q") == "4711");
    CHECK(text_of(order_accepted(), "%W") == "till7");
    CHECK(text_of(order_accepted(), "%w") == "");
    CHECK(text_of(order_accepted(), "%W/%N/%Q: %v") == "till7/shop/4711: order 42 accepted");
}

TEST_CASE("a line from another machine says so, its name escaped", "[text_format]") {
    record remote = order_accepted();
    remote.host = "HOST\n1";
    remote.address = "10.0.0.5";
    CHECK(text_of(remote, "%w") == "@HOST\\n1(10.0.0.5)");
    CHECK(text_of(remote).find("[shop:4711@HOST\\n1(10.0.0.5)] [orders]") != std::string::npos);
}

TEST_CASE("spdlog's flags tell of the record", "[text_format]") {
    CHECK(text_of(order_accepted(), "%v") == "order 42 accepted");
    CHECK(text_of(order_accepted(), "%n") == "orders");
    CHECK(text_of(order_accepted(), "%l %L") == "info I");
    CHECK(text_of(order_accepted(), "%t") == "4712");
    CHECK(text_of(order_accepted(), "%e %f %F") == "123 123456 123456789");
    CHECK(text_of(order_accepted(), "%a %b %d %T") == "Sun Nov 22 14:22:01");
    CHECK(text_of(order_accepted(), "%s") == "orders.cpp");
    CHECK(text_of(order_accepted(), "%g") == "src/orders.cpp");
    CHECK(text_of(order_accepted(), "%#") == "42");
    CHECK(text_of(order_accepted(), "%@") == "src/orders.cpp:42");
    CHECK(text_of(order_accepted(), "%! ") == "accept ");
    CHECK(text_of(order_accepted(), "100%%") == "100%");
    CHECK(
        text_of(order_accepted(), "%+") == "[2026-11-22 14:22:01.123] [orders] [info] "
                                           "[orders.cpp:42] order 42 accepted");
}

TEST_CASE("a level is named as spdlog names it", "[text_format]") {
    record record;
    const std::pair<level, std::string> names[] = {
        {level::trace, "trace"},  {level::debug, "debug"}, {level::info, "info"},
        {level::warn, "warning"}, {level::err, "error"},   {level::critical, "critical"},
        {level::off, "off"},
    };
    for (const auto &[level, name] : names) {
        record.level = level;
        CHECK(text_of(record, "%l") == name);
    }
}

TEST_CASE("a colour range puts nothing in", "[text_format]") {
    CHECK(text_of(order_accepted(), "%^%l%$: %v") == "info: order 42 accepted");
}

TEST_CASE("fields are padded as spdlog pads", "[text_format]") {
    CHECK(
        text_of(order_accepted(), "%8N|%-8N|%=8N|%=7N|") == "    shop|shop    |  shop  | shop  |");
    CHECK(text_of(order_accepted(), "%6Q|%-6n|%8n|") == "  4711|orders|  orders|");
    CHECK(text_of(order_accepted(), "%3N|%3!N|%4!N|%5!N|%0!N|") == "shop|sho|shop| shop||");
}

TEST_CASE("a padded field that is cut keeps whole code points", "[text_format]") {
    record record;
    record.line = "a\xE2\x82\xAC"
                  "b";
    CHECK(text_of(record, "%1!v|") == "a|");
    CHECK(text_of(record, "%3!v|") == "  a|");
    CHECK(text_of(record, "%4!v|") == "a\xE2\x82\xAC|");
    CHECK(
        text_of(record, "%5!v|") == "a\xE2\x82\xAC"
                                    "b|");
}

TEST_CASE("an unknown name shows as a dash", "[text_format]") {
    record unknown;
    unknown.line = "text";
    CHECK(text_of(unknown, "[%N:%Q] [%W] [%n] %v") == "[-:-] [-] [-] text");
}

TEST_CASE("without a source location its flags show nothing", "[text_format]") {
    record record;
    record.source_line = 42;
    record.source_function = "accept";
    CHECK(text_of(record, "(%s%g%#%@%!)") == "()");
}

TEST_CASE("a source path's folders may be of either system", "[text_format]") {
    record record;
    record.source_line = 1;
    record.source_file = R"(C:\shop\src\orders.cpp)";
    CHECK(text_of(record, "%s") == "orders.cpp");
    CHECK(text_of(record, "%@") == R"(C:\shop\src\orders.cpp:1)");
    record.source_file = "orders.cpp";
    CHECK(text_of(record, "%s") == "orders.cpp");
    record.source_file = "src/";
    CHECK(text_of(record, "%s|") == "|");
}

TEST_CASE("a cut line ends in a marker", "[text_format]") {
    record cut;
    cut.line = "the beginning of";
    cut.missing_bytes = 123;
    CHECK(text_of(cut, "%v") == "the beginning of\xE2\x80\xA6[+123 bytes]");
    CHECK(text_of(cut, "<%v>") == "<the beginning of\xE2\x80\xA6[+123 bytes]>");
    cut.missing_bytes = 0;
    CHECK(text_of(cut, "%v") == "the beginning of");
}

TEST_CASE("a notice of lost records is a line like others", "[text_format]") {
    record notice = order_accepted();
    notice.level = level::warn;
    notice.logger = {};
    notice.line = "lost 37 records from shop[4711]";
    notice.lost_records = 37;
    CHECK(
        text_of(notice) ==
        "[2026-11-22 14:22:01.123456] [warning] [shop:4711] [-] lost 37 records from shop[4711]");
}

TEST_CASE("no field of the sender's can break the line", "[text_format]") {
    const std::string hostile{"a\n\x1B\0\xFF\xE2\x80\xAE", 8};
    const std::string escaped = R"(a\n\x1b\x00\xff\xe2\x80\xae)";
    record record;
    record.process_name = record.host = record.logger = record.line = hostile;
    record.source_file = record.source_function = hostile;
    record.source_line = 1;
    for (const char *pattern : {"%N", "%W", "%n", "%v", "%s", "%g", "%! "}) {
        CHECK_THAT(text_of(record, pattern), Catch::Matchers::StartsWith(escaped));
    }
    CHECK(text_of(record, "%@") == escaped + ":1");
    record.source_file = {}; // of which spdlog shows what it takes for the last part of a path
    CHECK_THAT(
        text_of(record, "%+"), Catch::Matchers::EndsWith("[" + escaped + "] [info] " + escaped));
}

TEST_CASE("a tab in the pattern is the only one in the line", "[text_format]") {
    record record;
    record.line = "a\tb";
    CHECK(text_of(record, "%l\t%v") == "info\ta\\tb");
}

TEST_CASE("a time before 1970 shows as the beginning of 1970 in UTC", "[text_format]") {
    record early;
    for (const std::int64_t time_ns :
         {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
        early.time_ns = time_ns;
        CHECK(text_of(early, "%Y-%m-%d %H:%M:%S.%F") == local_second(0) + ".000000000");
    }
}

TEST_CASE("the latest time is shown", "[text_format]") {
    record late;
    late.time_ns = std::numeric_limits<std::int64_t>::max();
    CHECK(
        text_of(late, "%Y-%m-%d %H:%M:%S.%F") ==
        local_second(static_cast<std::time_t>(late.time_ns / second_ns)) + ".854775807");
}

TEST_CASE("lines follow each other, their times as they come", "[text_format]") {
    record record = order_accepted();
    record.line = "x";
    const auto format = mailslog::make_text_format("%S.%e %v");
    std::string lines;
    for (const std::int64_t offset_ns : {second_ns, -second_ns, std::int64_t{0}}) {
        record.time_ns = local_afternoon_ns() + offset_ns;
        format->append(lines, record);
    }
    CHECK(lines == "02.123 x\n00.123 x\n01.123 x\n");
}

TEST_CASE("100,000 random records are a harmless line each", "[text_format]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    mailslog::random_records records{seed};
    const auto format = mailslog::make_text_format(
        std::string{mailslog::default_pattern} +
        " %W %t %s %g %# %@ %! %3!v %=9!N %c %C %D %p %r %R %z %u %i %o %O %E %A %B %I %+");
    std::string line;
    for (int round = 0; round < 100000; ++round) {
        line.clear();
        format->append(line, records.next());
        REQUIRE(line.back() == '\n');
        line.pop_back();
        REQUIRE(mailslog::is_one_harmless_line(line));
    }
}
