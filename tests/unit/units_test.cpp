#include "collector/units.h"

#include <string>

#include "tests/support/catch.h"

using namespace std::chrono_literals;
using mailslog::parse_duration;
using mailslog::parse_rate;
using mailslog::parse_size;

TEST_CASE("a size without unit counts bytes", "[units]") {
    CHECK(parse_size("1") == 1);
    CHECK(parse_size("4096") == 4096);
    CHECK(parse_size("0010") == 10);
    CHECK(parse_size("100B") == 100);
}

TEST_CASE("a letter alone or with iB counts by 1024, with B by 1000", "[units]") {
    CHECK(parse_size("500K") == 500 * 1024);
    CHECK(parse_size("500KiB") == 500 * 1024);
    CHECK(parse_size("500KB") == 500 * 1000);
    CHECK(parse_size("64M") == 67108864);
    CHECK(parse_size("64MiB") == 67108864);
    CHECK(parse_size("64MB") == 64000000);
    CHECK(parse_size("1G") == 1073741824);
    CHECK(parse_size("1GiB") == 1073741824);
    CHECK(parse_size("1GB") == 1000000000);
    CHECK(parse_size("2T") == 2199023255552);
    CHECK(parse_size("2TiB") == 2199023255552);
    CHECK(parse_size("2TB") == 2000000000000);
}

TEST_CASE("a size's unit may be in any case", "[units]") {
    CHECK(parse_size("1k") == 1024);
    CHECK(parse_size("1kb") == 1000);
    CHECK(parse_size("1mib") == 1048576);
    CHECK(parse_size("1gIb") == 1073741824);
    CHECK(parse_size("1TIB") == 1099511627776);
}

TEST_CASE("a size that overflows is none", "[units]") {
    CHECK(parse_size("18446744073709551615") == 18446744073709551615U);
    CHECK_FALSE(parse_size("18446744073709551616"));
    CHECK(parse_size("18014398509481983K") == 18446744073709550592U);
    CHECK_FALSE(parse_size("18014398509481984K"));
    CHECK(parse_size("18446744073709551KB") == 18446744073709551000U);
    CHECK_FALSE(parse_size("18446744073709552KB"));
    CHECK(parse_size("16777215T") == 18446742974197923840U);
    CHECK_FALSE(parse_size("16777216T"));
    CHECK_FALSE(parse_size("99999999999999999999999999999999"));
}

TEST_CASE("what is no size is refused", "[units]") {
    for (const char *text :
         {"",   "0",   "0K",  "K",   "KiB", "-1",   "+1",   "1.5M", "1,5M", " 1",
          "1 ", "1 K", "1Ki", "1iB", "1KK", "1KBs", "0x10", "1e6",  "1P",   "ten"}) {
        INFO('"' << text << '"');
        CHECK_FALSE(parse_size(text));
    }
    CHECK_FALSE(parse_size(std::string_view{"1\0", 2}));
}

TEST_CASE("a duration counts seconds, minutes, hours or days", "[units]") {
    CHECK(parse_duration("1s") == 1s);
    CHECK(parse_duration("90s") == 90s);
    CHECK(parse_duration("15m") == 15min);
    CHECK(parse_duration("24h") == 24h);
    CHECK(parse_duration("7d") == 7 * 24h);
}

TEST_CASE("a duration that overflows is none", "[units]") {
    CHECK(parse_duration("9223372036854775807s") == std::chrono::seconds::max());
    CHECK_FALSE(parse_duration("9223372036854775808s"));
    CHECK(parse_duration("153722867280912930m") == 9223372036854775800s);
    CHECK_FALSE(parse_duration("153722867280912931m"));
    CHECK(parse_duration("2562047788015215h") == 9223372036854774000s);
    CHECK_FALSE(parse_duration("2562047788015216h"));
    CHECK(parse_duration("106751991167300d") == 9223372036854720000s);
    CHECK_FALSE(parse_duration("106751991167301d"));
    CHECK_FALSE(parse_duration("18446744073709551616s"));
}

TEST_CASE("what is no duration is refused", "[units]") {
    for (const char *text :
         {"", "0", "0s", "0d", "s", "90", "-1s", "+1s", "1.5h", " 1s", "1s ", "1 s", "1S", "1M",
          "1min", "1ms", "1w", "1h30m", "hour"}) {
        INFO('"' << text << '"');
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("a rate is so many lines in such a time", "[units]") {
    const auto rate = parse_rate("50000/15m");
    REQUIRE(rate);
    CHECK(rate->lines == 50000);
    CHECK(rate->duration == 15min);
    CHECK(parse_rate("1/1s")->duration == 1s);
    CHECK(parse_rate("18446744073709551615/7d")->lines == 18446744073709551615U);
}

TEST_CASE("what is no rate is refused", "[units]") {
    for (const char *text :
         {"", "/", "1000", "1000/", "/1s", "0/1s", "1000/0s", "1000/1", "1000/s", "1000 / 1s",
          "1000//1s", "1k/1s", "-1/1s", "1.5/1s", "1000/1s/1s", "18446744073709551616/1s"}) {
        INFO('"' << text << '"');
        CHECK_FALSE(parse_rate(text));
    }
}
