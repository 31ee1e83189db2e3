#include "collector/format/level_name.h"

#include "tests/support/catch.h"

using mailslog::level;
using mailslog::level_name;
using mailslog::parse_level;

TEST_CASE("levels are named as spdlog names them", "[level_name]") {
    CHECK(level_name(level::trace) == "trace");
    CHECK(level_name(level::debug) == "debug");
    CHECK(level_name(level::info) == "info");
    CHECK(level_name(level::warn) == "warning");
    CHECK(level_name(level::err) == "error");
    CHECK(level_name(level::critical) == "critical");
    CHECK(level_name(level::off) == "off");
}

TEST_CASE("every level of a line is found by its name", "[level_name]") {
    for (const level each :
         {level::trace, level::debug, level::info, level::warn, level::err, level::critical}) {
        CHECK(parse_level(level_name(each)) == each);
    }
}

TEST_CASE("the short names warn and err are levels, too", "[level_name]") {
    CHECK(parse_level("warn") == level::warn);
    CHECK(parse_level("err") == level::err);
}

TEST_CASE("other names are no levels", "[level_name]") {
    for (const char *name : {"", "off", "INFO", "Info", "warnings", "errors", "fatal", "notice"}) {
        INFO('"' << name << '"');
        CHECK_FALSE(parse_level(name));
    }
}
