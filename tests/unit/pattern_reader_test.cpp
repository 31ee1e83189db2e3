#include "collector/tail/pattern_reader.h"

#include "collector/format/line_format.h"
#include "collector/format/text_pattern.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::int64_t moment_ns = 1'795'357'321'123'456'000;

record shop_record() {
    record record;
    record.level = level::warn;
    record.time_ns = moment_ns;
    record.process_name = "shop";
    record.process_id = 4711;
    record.thread_id = 17;
    record.logger = "orders";
    record.source_file = "/src/order.cpp";
    record.source_line = 42;
    record.source_function = "accept";
    record.line = "order 42 accepted";
    return record;
}

/// The record as the pattern formats it, without its line end.
std::string formatted(const std::string &pattern, const record &record) {
    std::string line;
    make_text_format(pattern)->append(line, record);
    line.pop_back();
    return line;
}

line_fields read_back(const std::string &pattern, const record &record) {
    REQUIRE_FALSE(fault_of_pattern(pattern));
    pattern_reader reader{pattern};
    const std::string line = formatted(pattern, record);
    line_fields fields;
    INFO(line);
    REQUIRE(reader.read(line, fields));
    fields.level_word = {}; // a view into `line`
    return fields;
}

} // namespace

TEST_CASE("the default pattern gives back what it shows", "[pattern_reader]") {
    const auto fields = read_back(default_pattern, shop_record());
    CHECK(fields.time_ns == moment_ns);
    CHECK(fields.level == level::warn);
    CHECK(fields.process_name == "shop");
    CHECK(fields.process_id == 4711);
    CHECK(fields.logger == "orders");
    CHECK(fields.message == "order 42 accepted");
    CHECK(fields.host.empty());
}

TEST_CASE("a line from the network gives back its host", "[pattern_reader]") {
    auto record = shop_record();
    record.host = "TILL7";
    record.address = "10.0.0.7";
    const auto fields = read_back(default_pattern, record);
    CHECK(fields.process_id == 4711);
    CHECK(fields.host == "TILL7");
    CHECK(fields.address == "10.0.0.7");
}

TEST_CASE("what is not known is empty", "[pattern_reader]") {
    record record;
    record.line = "text";
    const auto fields = read_back(default_pattern, record);
    CHECK(fields.process_name.empty());
    CHECK(fields.process_id == 0);
    CHECK(fields.logger.empty());
}

TEST_CASE("names may hold what stands between names", "[pattern_reader]") {
    auto record = shop_record();
    record.process_name = "a:b";
    record.line = "[x] [y] z";
    const auto fields = read_back(default_pattern, record);
    CHECK(fields.process_name == "a:b");
    CHECK(fields.logger == "orders");
    CHECK(fields.message == "[x] [y] z");
}

TEST_CASE("a cut line's marker is a number again", "[pattern_reader]") {
    auto record = shop_record();
    record.missing_bytes = 17;
    const auto fields = read_back(default_pattern, record);
    CHECK(fields.message == "order 42 accepted");
    CHECK(fields.missing_bytes == 17);
}

TEST_CASE("every flag's moment is read", "[pattern_reader]") {
    const std::string pattern = GENERATE(
        std::string{"%Y-%m-%d %H:%M:%S.%f %v"}, "%D %T.%f %v", "%x %X.%F %v", "%d %b %Y %r .%f %v",
        "%d %B %Y %I:%M:%S %p .%f %v", "%E.%f %v", "%Y%m%dT%H%M%S%f%z %v");
    INFO(pattern);
    CHECK(read_back(pattern, shop_record()).time_ns == moment_ns);
    CHECK(pattern_reader{pattern}.shows_time());
}

TEST_CASE("whole seconds are what some patterns show", "[pattern_reader]") {
    const std::string pattern = GENERATE(std::string{"%c %v"}, "%Y-%m-%d %T %v");
    CHECK(read_back(pattern, shop_record()).time_ns == moment_ns / 1'000'000'000 * 1'000'000'000);
}

TEST_CASE("a pattern without a date shows no moment", "[pattern_reader]") {
    const std::string pattern = GENERATE(std::string{"%H:%M:%S %v"}, "%v", "%m/%d %T %v");
    CHECK_FALSE(pattern_reader{pattern}.shows_time());
    CHECK_FALSE(read_back(pattern, shop_record()).time_ns);
}

TEST_CASE("columns and cut fields are read", "[pattern_reader]") {
    const auto padded = read_back("%-10l|%10N|%=12n|%v", shop_record());
    CHECK(padded.level == level::warn);
    CHECK(padded.process_name == "shop");
    CHECK(padded.logger == "orders");
    CHECK(read_back("%4!l %v", shop_record()).level == level::warn);
    CHECK(read_back("%L %v", shop_record()).level == level::warn);
}

TEST_CASE("spdlog's own line is read", "[pattern_reader]") {
    auto record = shop_record();
    record.source_file = {};
    const auto fields = read_back("%+", record);
    CHECK(fields.level == level::warn);
    CHECK(fields.logger == "orders");
    CHECK(fields.message == "order 42 accepted");
    CHECK(fields.time_ns == moment_ns / 1'000'000 * 1'000'000);
}

TEST_CASE("threads and source locations are read", "[pattern_reader]") {
    const auto fields = read_back("%t %@ %! %W %v", shop_record());
    CHECK(fields.thread_id == 17);
    CHECK(fields.source_file == "/src/order.cpp");
    CHECK(fields.source_line == 42);
    CHECK(fields.source_function == "accept");
}

TEST_CASE("a line of another kind is none of the pattern's", "[pattern_reader]") {
    pattern_reader reader{default_pattern};
    line_fields fields;
    for (const char *line :
         {"", "Traceback (most recent call last):", "[2026-11-22 14:22:01.123456]",
          "[2026-11-22 14:22:01.123456] [loud] [shop:1] [orders] x",
          "[2026-11-22 14:22:01.123456] [info] [shop:x] [orders] x", R"({"Body":"x"})"}) {
        INFO(line);
        CHECK_FALSE(reader.read(line, fields));
    }
}

TEST_CASE("a line made to take long is given up", "[pattern_reader]") {
    pattern_reader reader{"%N%n%W%s %Q."};
    line_fields fields;
    CHECK_FALSE(reader.read(std::string(100'000, 'a') + "!", fields));
}

TEST_CASE("a pattern tells what it shows", "[pattern_reader]") {
    const pattern_reader reader{"%T [%l] %v"};
    CHECK(reader.shows('l'));
    CHECK(reader.shows('H'));
    CHECK_FALSE(reader.shows('N'));
    CHECK_FALSE(reader.shows('n'));
}
