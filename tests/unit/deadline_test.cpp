#include "mailslot/deadline.h"

#include <limits>

#include "tests/support/catch.h"

using mailslog::deadline;
using namespace std::chrono_literals;

namespace {

const deadline::clock::time_point now{1000s};

} // namespace

TEST_CASE("a deadline passes at its moment and not before", "[deadline]") {
    const deadline end(20ms, now);
    CHECK(end.remaining_ms(now) == 20);
    CHECK(end.remaining_ms(now + 19ms) == 1);
    CHECK(end.remaining_ms(now + 19999us) == 1);
    CHECK_FALSE(end.has_passed(now + 19999us));
    CHECK(end.remaining_ms(now + 20ms) == 0);
    CHECK(end.has_passed(now + 20ms));
    CHECK(end.remaining_ms(now + 1h) == 0);
}

TEST_CASE("a timeout of zero has passed at once", "[deadline]") {
    CHECK(deadline(0ms, now).has_passed(now));
}

TEST_CASE("a timeout below zero never passes", "[deadline]") {
    CHECK(deadline(-1ms, now).remaining_ms(now + 24h) == -1);
    CHECK_FALSE(deadline(std::chrono::milliseconds::min(), now).has_passed(now + 24h));
}

TEST_CASE("a wait of more than a day is cut to one", "[deadline]") {
    CHECK(deadline(24h, now).remaining_ms(now) == 86'400'000);
    CHECK(deadline(24h + 1ms, now).remaining_ms(now) == 86'400'000);
    CHECK(deadline(std::chrono::milliseconds::max(), now).remaining_ms(now) == 86'400'000);
    CHECK_FALSE(deadline(std::chrono::milliseconds::max(), now).has_passed(now + 24h));
}
