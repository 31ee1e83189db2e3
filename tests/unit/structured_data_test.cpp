#include "collector/intake/structured_data.h"

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"

using mailslog::read_structured_data;

namespace {

std::string json_of(std::string_view structured_data) {
    std::string json;
    mailslog::append_structured_data_json(json, structured_data);
    return json;
}

} // namespace

// RFC 5424 section 6.3.5.
TEST_CASE("the RFC's valid examples are read to their end", "[structured_data]") {
    for (
        const std::string valid :
        {R"([exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"])",
         R"([exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"])",
         "[sigSig ver=\"1\" rsID=\"1234\"]", "[exampleSDID@0]"}) {
        CAPTURE(valid);
        CHECK(read_structured_data(valid) == valid.size());
        CHECK(read_structured_data(valid + " message") == valid.size());
    }
}

TEST_CASE(
    "of the RFC's element with a space between, only the first is read", "[structured_data]") {
    CHECK(read_structured_data(R"([a@1 iut="3"] [b@1 class="high"])") == 13);
}

TEST_CASE("the RFC's invalid examples are no structured data", "[structured_data]") {
    CHECK(
        read_structured_data(
            R"([exampleSDID@32473 iut="3"][ examplePriority@32473 class="high"])") == 0);
    CHECK(read_structured_data(R"([ exampleSDID@32473 iut="3"])") == 0);
    CHECK(read_structured_data(R"([exampleSDID@32473 class="high" ])") == 0);
}

TEST_CASE("what is not well-formed is no structured data", "[structured_data]") {
    for (const char *text :
         {"", "text", "[]", "[a", "[a b]", "[a b=]", "[a b=\"]", "[a b=\"c]", "[a b=\"c\\\"]",
          "[a b=\"c\\", "[a b=c]", "[a  b=\"c\"]", "[a =\"c\"]", "[\xC3\xA9 b=\"c\"]", "[a b=\"c\"",
          "[a b=\"c\"d=\"e\"]", "[a][b"}) {
        CAPTURE(text);
        CHECK(read_structured_data(text) == 0);
    }
}

TEST_CASE("a name has at most 32 bytes", "[structured_data]") {
    const std::string longest(32, 'n');
    CHECK(read_structured_data("[" + longest + "]") == 34);
    CHECK(read_structured_data("[x" + longest + "]") == 0);
    CHECK(read_structured_data("[a " + longest + "=\"\"]") == 39);
    CHECK(read_structured_data("[a x" + longest + "=\"\"]") == 0);
}

TEST_CASE("a value may hold brackets, bare or escaped", "[structured_data]") {
    CHECK(json_of(R"([a b="[x]"][c d="\[x\]"])") == R"({"a":{"b":"[x]"},"c":{"d":"\\[x]"}})");
}

TEST_CASE("a value's escapes are undone, and no others", "[structured_data]") {
    const auto parsed = nlohmann::json::parse(json_of(R"([a b="\"\\\]\n"])"));
    CHECK(parsed["a"]["b"] == R"("\]\n)");
}

TEST_CASE("elements are objects, also when they are empty", "[structured_data]") {
    CHECK(json_of("[b][a x=\"1\"]") == R"({"a":{"x":"1"},"b":{}})");
    CHECK(json_of("") == "{}");
}

// RFC 5424 section 7.2 has such a one.
TEST_CASE("a name that comes again has all its values", "[structured_data]") {
    CHECK(
        json_of(R"([origin ip="192.0.2.1" software="x" ip="192.0.2.129"])") ==
        R"({"origin":{"ip":["192.0.2.1","192.0.2.129"],"software":"x"}})");
}
