#include "collector/intake/pace.h"

#include "tests/support/catch.h"

namespace {

using namespace std::chrono_literals;
using mailslog::pace;

const pace::clock::time_point start = pace::clock::time_point{} + 1h;

TEST_CASE("the collector naps while lines flow, the shorter the more of them", "[pace]") {
    pace pace;
    CHECK(pace.after_turn(0, true, start) == pace::long_nap);
    CHECK(pace.after_turn(pace::much - 1, true, start) == pace::long_nap);
    CHECK(pace.after_turn(pace::much, true, start) == pace::short_nap);
    CHECK(pace.after_turn(pace::flood - 1, true, start) == pace::short_nap);
    CHECK(pace.after_turn(pace::flood, true, start) == 0us);
}

TEST_CASE("after a flood the first nap is a short one", "[pace]") {
    pace pace;
    REQUIRE(pace.after_turn(pace::flood, true, start) == 0us);
    CHECK(pace.after_turn(0, true, start) == pace::short_nap);
    CHECK(pace.after_turn(0, true, start) == pace::long_nap);
}

TEST_CASE("it goes to sleep when nothing came for the quiet time", "[pace]") {
    pace pace;
    REQUIRE(pace.after_turn(0, true, start));
    CHECK(pace.after_turn(0, false, start + pace::quiet_time - 1ns) == pace::long_nap);
    CHECK_FALSE(pace.after_turn(0, false, start + pace::quiet_time));
}

TEST_CASE("a line begins the quiet time anew", "[pace]") {
    pace pace;
    REQUIRE(pace.after_turn(0, true, start));
    REQUIRE(pace.after_turn(0, true, start + 50ms));
    CHECK(pace.after_turn(0, false, start + 50ms + pace::quiet_time - 1ns));
}

TEST_CASE("before the first line it sleeps", "[pace]") {
    pace pace;
    CHECK_FALSE(pace.after_turn(0, false, start));
}

} // namespace
