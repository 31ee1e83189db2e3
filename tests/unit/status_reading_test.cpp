#include "collector/status/status_reading.h"

#include "collector/status/status_board.h"
#include "collector/status/status_page.h"
#include "tests/support/catch.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace mailslog;

TEST_CASE("the state of a collector follows from its last word and its slot", "[status_reading]") {
    collector_status status;
    status.updated_ns = 100;
    const auto state = [&status](bool owns_slot, std::int64_t now_ns) {
        return state_of(status, owns_slot, now_ns);
    };
    CHECK(state(true, 100 + stalled_after_ns) == collector_state::working);
    CHECK(state(true, 101 + stalled_after_ns) == collector_state::stalled);
    CHECK(state(false, 100) == collector_state::killed);
    status.phase = collector_phase::resting;
    CHECK(state(true, 1000 * stalled_after_ns) == collector_state::idle);
    status.phase = collector_phase::ended;
    CHECK(state(false, 100) == collector_state::ended);
}

TEST_CASE("a board shows nothing before its first show, and then its figures", "[status_reading]") {
    status_board board{"slot"};
    CHECK_FALSE(read_status(board.glance()));
    board.status().totals.written = 5;
    board.show(collector_phase::resting, std::chrono::system_clock::now());
    const auto status = read_status(board.glance());
    REQUIRE(status);
    CHECK(status->totals.written == 5);
    CHECK(status->phase == collector_phase::resting);
}

TEST_CASE(
    "while it works a board is shown ten times a second, at rest always", "[status_reading]") {
    status_board board{"slot"};
    const auto now = std::chrono::system_clock::now();
    CHECK(board.is_due(collector_phase::working, now));
    board.show(collector_phase::working, now);
    CHECK_FALSE(board.is_due(
        collector_phase::working, now + status_board::interval - std::chrono::milliseconds{1}));
    CHECK(board.is_due(collector_phase::working, now + status_board::interval));
    CHECK(board.is_due(collector_phase::resting, now));
    CHECK(board.is_due(collector_phase::working, now - std::chrono::hours{1}));
}

TEST_CASE("a slot that nobody owns and nobody did has no status", "[status_reading]") {
    const unique_slot slot;
    const auto found = find_status(slot.name());
    CHECK_FALSE(found.status);
    CHECK_FALSE(found.owns_slot);
    CHECK_THAT(found.problem, Catch::Matchers::Contains("no collector owns"));
}

} // namespace
