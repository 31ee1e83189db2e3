#include "collector/field_filter.h"

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr named_fields shop_line{level::warn, "shop", "orders", "Till7", "10.0.0.7"};

} // namespace

TEST_CASE("a filter without conditions admits all", "[field_filter]") {
    CHECK(field_filter{{}}.admits_all());
    CHECK(field_filter{{}}.admits({}));
}

TEST_CASE("a line must have all that is asked for, and one of several names", "[field_filter]") {
    field_conditions wanted;
    wanted.least_level = level::warn;
    wanted.processes = {"till", "sh*"};
    wanted.hosts = {"tILL?"};
    CHECK(field_filter{wanted}.admits(shop_line));
    wanted.loggers = {"-"};
    CHECK_FALSE(field_filter{wanted}.admits(shop_line));
    wanted.loggers = {"orders"};
    wanted.least_level = level::err;
    CHECK_FALSE(field_filter{wanted}.admits(shop_line));
}

TEST_CASE("a line that says nothing is none of a level", "[field_filter]") {
    field_conditions wanted;
    wanted.least_level = level::trace;
    CHECK_FALSE(field_filter{wanted}.admits({}));
}
