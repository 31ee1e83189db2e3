#include "collector/format/line_format.h"

#include <nlohmann/json.hpp>

#include "collector/format/utc_time.h"
#include "tests/support/catch.h"
#include "tests/support/parsed_json.h"
#include "tests/support/random_records.h"
#include "tests/support/utf8_lines.h"

namespace {

using mailslog::level;
using mailslog::record;

std::string json_of(const record &record) {
    std::string line;
    mailslog::make_json_format()->append(line, record);
    return line;
}

record order_accepted() {
    record accepted;
    accepted.time_ns = 1795357321123456789;
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

} // namespace

TEST_CASE("a record is one JSON object with all that is known", "[json_format]") {
    CHECK(
        json_of(order_accepted()) ==
        R"({"Timestamp":"2026-11-22T14:22:01.123456789Z","SeverityText":"info","SeverityNumber":9,)"
        R"("Body":"order 42 accepted",)"
        R"("Resource":{"service.name":"shop","process.pid":4711,"host.name":"till7"},)"
        R"("InstrumentationScope":{"Name":"orders"},)"
        R"("Attributes":{"thread.id":4712,"code.file.path":"src/orders.cpp",)"
        R"("code.line.number":42,"code.function.name":"accept"}})"
        "\n");
}

TEST_CASE("a line from another machine has its address", "[json_format]") {
    record remote = order_accepted();
    remote.address = "10.0.0.5";
    const auto parsed = nlohmann::json::parse(json_of(remote));
    CHECK(parsed["Resource"]["host.name"] == "till7");
    CHECK(parsed["Attributes"]["network.peer.address"] == "10.0.0.5");
}

TEST_CASE("what only syslog has are attributes", "[json_format]") {
    record syslog = order_accepted();
    syslog.syslog = {"812", "ID47", R"([a b="\"c\\n\""])"};
    const auto parsed = nlohmann::json::parse(json_of(syslog));
    CHECK(parsed["Attributes"]["syslog.procid"] == "812");
    CHECK(parsed["Attributes"]["syslog.msgid"] == "ID47");
    CHECK(parsed["Attributes"]["syslog.structured_data"]["a"]["b"] == R"("c\n")");
    CHECK(parsed["Body"] == "order 42 accepted");
}

TEST_CASE("lines of one JSON format go back and forth in time", "[json_format]") {
    constexpr std::int64_t second_ns = 1'000'000'000;
    const auto format = mailslog::make_json_format();
    for (const std::int64_t time_ns :
         {order_accepted().time_ns, order_accepted().time_ns + 1,
          order_accepted().time_ns - second_ns, std::numeric_limits<std::int64_t>::max(),
          std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
          std::int64_t{0}, std::int64_t{-1}, -second_ns, std::int64_t{1}}) {
        record record;
        record.time_ns = time_ns;
        std::string line;
        format->append(line, record);
        std::string expected;
        mailslog::append_utc_time(expected, time_ns);
        CHECK(nlohmann::json::parse(line)["Timestamp"] == expected);
    }
}

TEST_CASE("what is not known is left out", "[json_format]") {
    CHECK(
        json_of(record{}) == R"({"Timestamp":"1970-01-01T00:00:00.000000000Z",)"
                             R"("SeverityText":"info","SeverityNumber":9,"Body":""})"
                             "\n");
}

TEST_CASE("each level has OpenTelemetry's number", "[json_format]") {
    const std::pair<level, std::string> expected[] = {
        {level::trace, R"("SeverityText":"trace","SeverityNumber":1,)"},
        {level::debug, R"("SeverityText":"debug","SeverityNumber":5,)"},
        {level::info, R"("SeverityText":"info","SeverityNumber":9,)"},
        {level::warn, R"("SeverityText":"warning","SeverityNumber":13,)"},
        {level::err, R"("SeverityText":"error","SeverityNumber":17,)"},
        {level::critical, R"("SeverityText":"critical","SeverityNumber":21,)"},
        {level::off, R"("SeverityText":"off","Body")"},
    };
    for (const auto &[level, text] : expected) {
        record record;
        record.level = level;
        CHECK_THAT(json_of(record), Catch::Matchers::Contains(text));
    }
}

TEST_CASE("a cut line's body ends in the marker", "[json_format]") {
    record cut;
    cut.line = "the beginning of";
    cut.missing_bytes = 123;
    const auto parsed = nlohmann::json::parse(json_of(cut));
    CHECK(parsed["Body"] == "the beginning of\xE2\x80\xA6[+123 bytes]");
    CHECK(parsed["Attributes"] == nlohmann::json{{"mailslog.missing_bytes", 123}});
}

TEST_CASE("a notice of lost records says how many", "[json_format]") {
    record notice;
    notice.level = level::warn;
    notice.process_name = "orders";
    notice.process_id = 4711;
    notice.line = "lost 37 records from orders[4711]";
    notice.lost_records = 37;
    const auto parsed = nlohmann::json::parse(json_of(notice));
    CHECK(parsed["Body"] == "lost 37 records from orders[4711]");
    CHECK(parsed["Attributes"] == nlohmann::json{{"mailslog.lost_records", 37}});
}

TEST_CASE("a notice of suppressed lines says how many", "[json_format]") {
    record notice;
    notice.line = "suppressed 37 lines from orders[4711]";
    notice.suppressed_records = 37;
    const auto parsed = nlohmann::json::parse(json_of(notice));
    CHECK(parsed["Attributes"] == nlohmann::json{{"mailslog.suppressed_records", 37}});
}

TEST_CASE("the largest numbers stay exact in JSON", "[json_format]") {
    record extreme;
    extreme.process_id = std::numeric_limits<std::int64_t>::min();
    extreme.thread_id = std::numeric_limits<std::uint64_t>::max();
    extreme.source_line = std::numeric_limits<std::uint32_t>::max();
    const auto parsed = nlohmann::json::parse(json_of(extreme));
    CHECK(parsed["Resource"]["process.pid"] == extreme.process_id);
    CHECK(parsed["Attributes"]["thread.id"] == extreme.thread_id);
    CHECK(parsed["Attributes"]["code.line.number"] == extreme.source_line);
}

TEST_CASE("hostile fields can't leave their strings", "[json_format]") {
    record hostile;
    hostile.process_name = R"(a","process.pid":1,"x":"\)";
    hostile.line = "one\ntwo\"}\n{\"Body\":\"forged\xFF";
    const std::string line = json_of(hostile);
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    const auto parsed = nlohmann::json::parse(line);
    CHECK(parsed["Resource"] == nlohmann::json{{"service.name", hostile.process_name}});
    CHECK(parsed["Body"] == "one\ntwo\"}\n{\"Body\":\"forged\xEF\xBF\xBD");
}

TEST_CASE("a JSON line is appended to what is there", "[json_format]") {
    std::string lines;
    const auto format = mailslog::make_json_format();
    format->append(lines, record{});
    format->append(lines, record{});
    CHECK(lines == json_of(record{}) + json_of(record{}));
}

TEST_CASE("100,000 random records are valid JSON, a line each", "[json_format]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    mailslog::random_records records{seed};
    const auto format = mailslog::make_json_format();
    std::string line;
    for (int round = 0; round < 100000; ++round) {
        const record record = records.next();
        line.clear();
        format->append(line, record);
        REQUIRE(line.back() == '\n');
        line.pop_back();
        REQUIRE(mailslog::is_one_harmless_line(line));
        const auto parsed = mailslog::parse_json_line(line);
        REQUIRE(parsed);
        REQUIRE(parsed->timestamp.size() == 30);
        REQUIRE(
            parsed->has_resource ==
            !(record.process_name.empty() && record.process_id == 0 && record.host.empty()));
    }
}
