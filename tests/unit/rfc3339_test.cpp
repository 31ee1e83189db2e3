#include "collector/format/rfc3339.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "collector/format/utc_time.h"
#include "tests/support/catch.h"

using mailslog::parse_rfc3339;

TEST_CASE("a moment is read with its zone and its fraction", "[rfc3339]") {
    CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == 0);
    CHECK(parse_rfc3339("2026-11-22T14:22:01.123456789Z") == 1'795'357'321'123'456'789);
    CHECK(parse_rfc3339("2026-11-22t14:22:01z") == 1'795'357'321'000'000'000);
    CHECK(parse_rfc3339("2026-11-22T16:22:01+02:00") == 1'795'357'321'000'000'000);
    CHECK(parse_rfc3339("2024-02-29T00:00:00Z") == 1'709'164'800'000'000'000);
}

// RFC 5424 section 6.2.3.1.
TEST_CASE("the RFC's examples of timestamps are read", "[rfc3339]") {
    CHECK(parse_rfc3339("1985-04-12T23:20:50.52Z") == 482'196'050'520'000'000);
    CHECK(parse_rfc3339("1985-04-12T19:20:50.52-04:00") == 482'196'050'520'000'000);
    CHECK(parse_rfc3339("2003-10-11T22:14:15.003Z") == 1'065'910'455'003'000'000);
    CHECK(parse_rfc3339("2003-08-24T05:14:15.000003-07:00") == 1'061'727'255'000'003'000);
    CHECK(parse_rfc3339("2003-08-24T05:14:15.000000003-07:00") == 1'061'727'255'000'000'003);
}

TEST_CASE("what the system writes is read back", "[rfc3339]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 10'000; ++i) {
        const auto moment = std::uniform_int_distribution<std::int64_t>{
            -9'214'560'000'000'000'000, 9'214'646'399'000'000'000}(random);
        std::string text;
        mailslog::append_utc_time(text, moment);
        CAPTURE(text);
        REQUIRE(parse_rfc3339(text) == moment);
    }
}

TEST_CASE("digits behind the nanoseconds are left out", "[rfc3339]") {
    CHECK(parse_rfc3339("1970-01-01T00:00:00.1234567899999999999999Z") == 123'456'789);
}

TEST_CASE("what is no moment is none", "[rfc3339]") {
    for (const char *text :
         {"",
          "-",
          "1970",
          "1970-01-01",
          "1970-01-01T00:00:00",
          "1970-01-01 00:00:00Z",
          "1970-13-01T00:00:00Z",
          "1970-00-01T00:00:00Z",
          "1970-02-29T00:00:00Z",
          "1900-02-29T00:00:00Z",
          "1970-01-32T00:00:00Z",
          "1970-01-00T00:00:00Z",
          "1970-01-01T24:00:00Z",
          "1970-01-01T00:60:00Z",
          "1970-01-01T00:00:60Z",
          "1970-01-01T00:00:00.Z",
          "1970-01-01T00:00:00+24:00",
          "1970-01-01T00:00:00+0000",
          "1970-01-01T00:00:00Zulu",
          "1677-12-31T00:00:00Z",
          "2262-01-01T00:00:00Z",
          "+970-01-01T00:00:00Z",
          "1970-1-01T00:00:00Z",
          "1970-01-01T00:00:00 Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rfc3339(text));
    }
}
