#include "collector/intake/claim_notices.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;

const wall_time noon{std::chrono::hours{12}};

/// Whether a false claim of the stream is told at that moment.
bool tells(claim_notices &notices, std::uint64_t stream_id, wall_time now) {
    const bool due = notices.is_due(stream_id, now);
    if (due) {
        notices.give(stream_id, now);
    }
    return due;
}

TEST_CASE("a stream's false claim is told once", "[claim_notices]") {
    claim_notices notices;
    CHECK(tells(notices, 7, noon));
    CHECK_FALSE(tells(notices, 7, noon));
    CHECK_FALSE(tells(notices, 7, noon + 24h));
    CHECK(tells(notices, 8, noon));
}

TEST_CASE("asking alone tells nothing", "[claim_notices]") {
    const claim_notices notices;
    CHECK(notices.is_due(7, noon));
    CHECK(notices.is_due(7, noon));
}

TEST_CASE("a minute has room for so many false claims and no more", "[claim_notices]") {
    claim_notices notices;
    for (std::uint64_t stream = 1; stream <= claim_notices::max_a_minute; ++stream) {
        CHECK(tells(notices, stream, noon));
    }
    CHECK_FALSE(tells(notices, 1000, noon + 60s - 1ns));
    CHECK(tells(notices, 1000, noon + 60s));
}

TEST_CASE("a clock that was set back holds no claim up", "[claim_notices]") {
    claim_notices notices;
    for (std::uint64_t stream = 1; stream <= claim_notices::max_a_minute; ++stream) {
        notices.give(stream, noon);
    }
    CHECK(tells(notices, 1000, noon - 1s));
}

TEST_CASE("very many streams are forgotten, and may be told of again", "[claim_notices]") {
    claim_notices notices;
    wall_time now = noon;
    for (std::uint64_t stream = 1; stream <= claim_notices::max_streams; ++stream) {
        REQUIRE(tells(notices, stream, now));
        now += 1min;
    }
    CHECK_FALSE(tells(notices, 1, now));
    CHECK(tells(notices, 1'000'000, now));
    CHECK(tells(notices, 1, now + 1min));
}

} // namespace
