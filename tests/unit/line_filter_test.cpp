#include "collector/tail/line_filter.h"

#include "collector/wildcard.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

line_fields shop_fields() {
    line_fields fields;
    fields.level = level::warn;
    fields.process_name = "shop";
    fields.logger = "orders.fast";
    fields.host = "Till7";
    fields.address = "10.0.0.7";
    return fields;
}

bool admits(const line_conditions &conditions, const line_fields &fields) {
    return line_filter{conditions}.admits("the line", &fields, 100);
}

} // namespace

TEST_CASE("without conditions every line is wanted", "[line_filter]") {
    const line_filter filter{line_conditions{}};
    CHECK(filter.admits_all());
    CHECK(filter.admits("anything", nullptr, 0));
}

TEST_CASE("levels are wanted from the least one up", "[line_filter]") {
    line_conditions conditions;
    conditions.least_level = level::warn;
    CHECK(admits(conditions, shop_fields()));
    conditions.least_level = level::err;
    CHECK_FALSE(admits(conditions, shop_fields()));
}

TEST_CASE("of several names one will do, and of several fields all", "[line_filter]") {
    line_conditions conditions;
    conditions.processes = {"till", "sh?p"};
    CHECK(admits(conditions, shop_fields()));
    conditions.loggers = {"orders.*"};
    CHECK(admits(conditions, shop_fields()));
    conditions.loggers = {"stock"};
    CHECK_FALSE(admits(conditions, shop_fields()));
}

TEST_CASE("a host is asked for by name in any case, or by address", "[line_filter]") {
    line_conditions conditions;
    conditions.hosts = {GENERATE(std::string{"TILL7"}, "till*", "10.0.0.7")};
    CHECK(admits(conditions, shop_fields()));
    CHECK_FALSE(admits(conditions, line_fields{}));
}

TEST_CASE("a dash asks for lines without a name", "[line_filter]") {
    line_conditions conditions;
    conditions.loggers = {"-"};
    CHECK(admits(conditions, line_fields{}));
    CHECK_FALSE(admits(conditions, shop_fields()));
}

TEST_CASE("an expression is searched in the whole line", "[line_filter]") {
    line_conditions conditions;
    conditions.expression = GENERATE(std::string{"the l"}, "e$", "^the (line|word)$", "[l]i.e");
    CHECK(admits(conditions, shop_fields()));
    conditions.expression = "^line";
    CHECK_FALSE(admits(conditions, shop_fields()));
}

TEST_CASE("an expression is found in the longest of lines", "[line_filter]") {
    line_conditions conditions;
    conditions.expression = "b+(y|z)$";
    const std::string line = std::string(900'000, 'a') + std::string(1000, 'b') + "z";
    CHECK(line_filter{conditions}.admits(line, nullptr, 0));
}

TEST_CASE("a time is within its bounds, and these with it", "[line_filter]") {
    line_conditions conditions;
    conditions.since_ns = 100;
    conditions.until_ns = 200;
    const line_filter filter{conditions};
    CHECK_FALSE(filter.admits("", nullptr, 99));
    CHECK(filter.admits("", nullptr, 100));
    CHECK(filter.admits("", nullptr, 200));
    CHECK_FALSE(filter.admits("", nullptr, 201));
}

TEST_CASE("a line that shows nothing is not what is asked for", "[line_filter]") {
    line_conditions conditions;
    conditions.least_level = level::trace;
    CHECK_FALSE(line_filter{conditions}.admits("Traceback", nullptr, 0));
}

TEST_CASE("wildcards match whole names", "[line_filter]") {
    CHECK(matches_wildcard("shop", "shop"));
    CHECK(matches_wildcard("shop", "*"));
    CHECK(matches_wildcard("", "*"));
    CHECK(matches_wildcard("a.b.c", "a*c"));
    CHECK(matches_wildcard("aab", "*ab"));
    CHECK_FALSE(matches_wildcard("shops", "shop"));
    CHECK_FALSE(matches_wildcard("shop", "s?p"));
    CHECK_FALSE(matches_wildcard("", "?"));
}
