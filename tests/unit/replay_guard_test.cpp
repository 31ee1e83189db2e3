#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <tuple>

#include "mailslot/network/replay_guard.h"
#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace mailslog::test;

namespace {

constexpr seal_verdict good = seal_verdict::good;
constexpr seal_verdict repeated = seal_verdict::repeated;
constexpr seal_verdict stale = seal_verdict::stale;

constexpr std::uint32_t now = 1'795'357'321;

} // namespace

TEST_CASE("each datagram of a session is taken once", "[replay_guard]") {
    replay_guard guard;
    CHECK(guard.take({1, 0, now}) == good);
    CHECK(guard.take({1, 0, now}) == repeated);
    CHECK(guard.take({1, 1, now}) == good);
    CHECK(guard.take({1, 0, now}) == repeated);
    CHECK(guard.take({1, 1, now}) == repeated);
}

TEST_CASE("sessions do not mix", "[replay_guard]") {
    replay_guard guard;
    CHECK(guard.take({1, 5000, now}) == good);
    CHECK(guard.take({2, 0, now}) == good);
    CHECK(guard.take({2, 5000, now}) == good);
    CHECK(guard.take({1, 0, now}) == repeated); // beyond its window
    CHECK(guard.session_count() == 2);
}

TEST_CASE("a session's datagrams may overtake each other within its window", "[replay_guard]") {
    replay_guard guard;
    constexpr std::uint32_t reach = seal_opener::reorder_window;
    CHECK(guard.take({1, reach + 1, now}) == good);
    CHECK(guard.take({1, 0, now}) == repeated);
    CHECK(guard.take({1, 1, now - 1}) == good);
    CHECK(guard.take({1, 1, now - 1}) == repeated);
    CHECK(guard.take({1, 2, now + 1}) == good);
}

TEST_CASE("any time of sending is one", "[replay_guard]") {
    replay_guard guard;
    CHECK(guard.take({1, 0, 0}) == good);
    CHECK(guard.take({1, 1, std::numeric_limits<std::uint32_t>::max()}) == good);
    CHECK(guard.take({1, 0, 0}) == repeated);
}

TEST_CASE("as many sessions are remembered as said", "[replay_guard]") {
    replay_guard guard{3};
    for (std::uint32_t session = 1; session <= 3; ++session) {
        CHECK(guard.take({session, 0, now + session}) == good);
    }
    for (std::uint32_t session = 1; session <= 3; ++session) {
        CHECK(guard.take({session, 0, now + session}) == repeated);
    }
    CHECK(guard.take({4, 0, now + 4}) == good);
    CHECK(guard.session_count() == 3);
    CHECK(guard.take({1, 0, now + 1}) == stale); // forgotten, but not taken again
    CHECK(guard.take({2, 0, now + 2}) == repeated);
    CHECK(guard.take({3, 0, now + 3}) == repeated);
}

TEST_CASE("the longest silent session is forgotten, by its newest datagram", "[replay_guard]") {
    replay_guard guard{2};
    CHECK(guard.take({1, 0, now}) == good);
    CHECK(guard.take({2, 0, now + 1}) == good);
    CHECK(guard.take({1, 1, now + 2}) == good);
    CHECK(guard.take({1, 2, now - 9}) == good); // late, and makes it no older
    CHECK(guard.take({3, 0, now + 3}) == good);
    CHECK(guard.take({2, 0, now + 1}) == stale);
    CHECK(guard.take({1, 1, now + 2}) == repeated);
}

TEST_CASE("an unknown session is taken from the first newer second on", "[replay_guard]") {
    replay_guard guard{2};
    CHECK(guard.take({1, 0, now}) == good);
    CHECK(guard.take({2, 0, now + 50}) == good);
    CHECK(guard.take({3, 0, now + 50}) == good); // the first is forgotten, the floor is its time
    CHECK(guard.take({2, 1, now - 1}) == good);  // known since before: no floor
    CHECK(guard.take({3, 1, now}) == stale);
    CHECK(guard.take({3, 1, now + 1}) == good);
}

TEST_CASE("one that is no newer than all who are remembered is not let in", "[replay_guard]") {
    replay_guard guard{2};
    CHECK(guard.take({1, 0, now}) == good);
    CHECK(guard.take({2, 0, now + 1}) == good);
    CHECK(guard.take({3, 0, now - 1}) == stale);
    CHECK(guard.take({3, 0, now}) == stale);
    CHECK(guard.take({1, 0, now}) == repeated); // nobody was forgotten for it
    CHECK(guard.take({2, 0, now + 1}) == repeated);
    CHECK(guard.take({3, 0, now + 1}) == good);
    CHECK(guard.take({1, 0, now}) == stale);
}

TEST_CASE("a forgotten session that goes on brings nothing old back", "[replay_guard]") {
    replay_guard guard{1};
    for (std::uint32_t count = 0; count < 10; ++count) {
        CHECK(guard.take({1, count, now}) == good);
    }
    CHECK(guard.take({2, 0, now + 1}) == good); // forgets it
    CHECK(guard.take({1, 10, now + 2}) == good);
    for (std::uint32_t count = 0; count < 10; ++count) {
        CHECK(guard.take({1, count, now}) == stale);
    }
    CHECK(guard.take({1, 10, now + 2}) == repeated);
    CHECK(guard.take({1, 11, now + 1}) == stale);
    CHECK(guard.take({1, 11, now + 2}) == good);
}

TEST_CASE("a floor never sinks", "[replay_guard]") {
    replay_guard guard{1};
    CHECK(guard.take({1, 0, now}) == good);
    CHECK(guard.take({2, 0, now + 10}) == good);
    CHECK(guard.take({3, 0, now + 20}) == good);
    CHECK(guard.take({1, 0, now}) == stale);
    CHECK(guard.take({2, 0, now + 10}) == stale);
    CHECK(guard.take({4, 0, now + 20}) == stale);
    CHECK(guard.take({4, 0, now + 21}) == good);
}

TEST_CASE("the number of sessions ends at its limit exactly", "[replay_guard]") {
    replay_guard guard;
    const std::size_t limit = seal_opener::max_sessions;
    for (std::uint32_t session = 0; session <= limit; ++session) {
        REQUIRE(guard.take({session, 0, now + session}) == good);
        REQUIRE(guard.session_count() == std::min<std::size_t>(session + 1, limit));
    }
    CHECK(guard.take({0, 0, now}) == stale);
    CHECK(guard.take({1, 0, now + 1}) == repeated);
}

TEST_CASE("nothing at all is taken twice, in whatever order it comes", "[replay_guard]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    replay_guard guard{4};
    std::set<std::tuple<std::uint64_t, std::uint32_t>> taken;
    for (std::uint32_t i = 0; i < 50'000; ++i) {
        const auto session = static_cast<std::uint64_t>(random() % 7);
        const auto count = static_cast<std::uint32_t>(i / 100 + random() % 50);
        const std::uint32_t sent_s = now + count / 4; // one count, one time, as a sender has it
        CAPTURE(i, session, count);
        if (guard.take({session, count, sent_s}) == good) {
            REQUIRE(taken.emplace(session, count).second);
        }
    }
    CHECK(taken.size() > 1000);
}

TEST_CASE("a session takes no more memory, however much it sends", "[replay_guard]") {
    replay_guard guard;
    REQUIRE(guard.take({1, 0, now}) == good);
    const allocation_count allocations;
    std::uint32_t taken = 0;
    for (std::uint32_t count = 1; count <= 10'000; ++count) {
        taken += guard.take({1, count, now + count}) == good ? 1 : 0;
    }
    const std::uint64_t counted = allocations.so_far();
    CHECK(taken == 10'000);
    CHECK(counted == 0);
}
