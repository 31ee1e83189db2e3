#include "collector/lane_table.h"

#include <string>

#include "mailslot/process.h"
#include "tests/support/catch.h"
#include "tests/support/datagrams.h"
#include "tests/support/hostile_lane_posix.h"

namespace {

using namespace mailslog;

constexpr std::uint32_t own_id = 4711;
constexpr std::uint32_t other_id = 4712;

std::string frame(const stream_header &header, const std::string &text) {
    line_record record;
    record.line = text;
    record.full_line_bytes = text.size();
    return test::encode(header, record, 424);
}

struct collector_side {
    mailslog::ledger ledger;
    lane_table lanes;

    std::error_code adopt(const hostile_lane &lane, const stream_header &offer) {
        return lanes.adopt(offer, lane.handles(), ledger);
    }
    const incoming *next() {
        lanes.read_all();
        return lanes.sources().at(0)->peek();
    }
};

TEST_CASE("what a lane brings is of the process that offered it", "[lane_table]") {
    collector_side collector;
    hostile_lane lane;
    REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
    lane.put(frame({7, 1, 1, "shop"}, "I am init"));
    const incoming *message = collector.next();
    REQUIRE(message != nullptr);
    CHECK(message->sender.process_id == own_id);
    CHECK(message->false_claim == 1U);
}

TEST_CASE("an honest lane has no false claim", "[lane_table]") {
    collector_side collector;
    hostile_lane lane;
    REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
    lane.put(frame({7, 1, own_id, "shop"}, "hello"));
    const incoming *message = collector.next();
    REQUIRE(message != nullptr);
    CHECK_FALSE(message->false_claim);
}

TEST_CASE("a lane for another's stream is refused and counted", "[lane_table]") {
    collector_side collector;
    const hostile_lane honest;
    const hostile_lane thief;
    REQUIRE_FALSE(collector.adopt(honest, {7, 0, own_id, "shop"}));
    REQUIRE_FALSE(collector.adopt(thief, {7, 0, other_id, "shop"}));
    CHECK(collector.lanes.sources().size() == 1);
    CHECK(collector.ledger.totals().forged == 1);
    CHECK(collector.ledger.find(7)->process_id == own_id);
}

TEST_CASE("a stream keeps its owner when its lane is gone", "[lane_table]") {
    collector_side collector;
    const hostile_lane thief;
    {
        const hostile_lane honest;
        REQUIRE_FALSE(collector.adopt(honest, {7, 0, own_id, "shop"}));
        collector.lanes.remove(*collector.lanes.sources()[0], collector.ledger);
    }
    REQUIRE_FALSE(collector.adopt(thief, {7, 0, other_id, "shop"}));
    CHECK(collector.lanes.sources().empty());
}

} // namespace
