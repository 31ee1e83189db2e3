#include "collector/status/human_figures.h"

#include <limits>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

TEST_CASE("digits stand in groups of three", "[human_figures]") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(grouped(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("a small rate has a digit behind the point", "[human_figures]") {
    CHECK(rate_text(0) == "0");
    CHECK(rate_text(0.44) == "0.4");
    CHECK(rate_text(12.9) == "12");
    CHECK(rate_text(1234.5) == "1,234");
}

TEST_CASE("sizes have the unit that fits", "[human_figures]") {
    CHECK(size_text(1023) == "1023 bytes");
    CHECK(size_text(1024) == "1.0 KiB");
    CHECK(size_text(std::uint64_t{64} * 1024 * 1024) == "64 MiB");
    CHECK(size_text(std::numeric_limits<std::uint64_t>::max()) == "16 EiB");
}

TEST_CASE("times have the two units that matter", "[human_figures]") {
    CHECK(duration_text(-1) == "0 s");
    CHECK(duration_text(59) == "59 s");
    CHECK(duration_text(184) == "3 min 4 s");
    CHECK(duration_text(3600) == "1 h 0 min");
    CHECK(duration_text(7 * 86400 + 8 * 3600) == "7 d 8 h");
}

} // namespace
