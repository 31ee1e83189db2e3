#include "collector/tail/json_fields.h"

#include "collector/format/line_format.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

std::string json_of(const record &record) {
    std::string line;
    make_json_format()->append(line, record);
    line.pop_back();
    return line;
}

} // namespace

TEST_CASE("what the JSON format writes is read", "[json_fields]") {
    record record;
    record.level = level::critical;
    record.time_ns = 1'795'357'321'123'456'789;
    record.process_name = "sh\"op\n";
    record.process_id = 4711;
    record.host = "TILL7";
    record.address = "10.0.0.7";
    record.logger = "orders";
    record.line = "a\tb \xE2\x82\xAC";
    const std::string line = json_of(record);
    line_fields fields;
    REQUIRE(read_json_fields(line, fields));
    CHECK(fields.time_ns == record.time_ns);
    CHECK(fields.level == level::critical);
    CHECK(fields.level_word == "critical");
    CHECK(fields.process_name == record.process_name);
    CHECK(fields.process_id == 4711);
    CHECK(fields.host == "TILL7");
    CHECK(fields.address == "10.0.0.7");
    CHECK(fields.logger == "orders");
    CHECK(fields.message == record.line);
}

TEST_CASE("members of other depths are not mistaken", "[json_fields]") {
    line_fields fields;
    REQUIRE(read_json_fields(
        R"({"Timestamp":"2026-11-22T14:22:01Z","SeverityText":"info","Body":"b",)"
        R"("Resource":{"x":{"service.name":"no"},"y":[{"service.name":"no"}]},"z":[1,"w"]})",
        fields));
    CHECK(fields.process_name.empty());
    CHECK(fields.message == "b");
}

TEST_CASE("what is no line of the JSON format is refused", "[json_fields]") {
    line_fields fields;
    for (const char *line :
         {"", "{", "{}", "[]", R"({"Body":"x"})",
          R"({"Timestamp":"2026-11-22T14:22:01Z","SeverityText":"info","Body":"b")",
          R"({"Timestamp":1,"SeverityText":"info","Body":"b"})"}) {
        INFO(line);
        CHECK_FALSE(read_json_fields(line, fields));
    }
    CHECK_FALSE(read_json_fields(std::string(100'000, '['), fields));
}
