#include "collector/intake/lane_table.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>

#include <mailslog/slot_error.h>

#include "tests/support/catch.h"
#include "tests/support/datagrams.h"
#include "tests/support/hostile_lane_posix.h"
#include "tests/support/raw_socket_posix.h"

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

/// Waits for what another thread does.
template <typename Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return condition();
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
    /// What was read of the first lane.
    void enter_all() {
        lane_source &source = *lanes.sources().at(0);
        for (; source.peek() != nullptr; source.advance()) {
            const stream_header sender = source.peek()->sender;
            ledger.enter(
                ledger.judge(sender.stream_id, sender.sequence, arrival::lane, 0), sender, false,
                0);
        }
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

TEST_CASE("a stream with two lanes is never evicted before the second is gone", "[lane_table]") {
    collector_side collector;
    const hostile_lane before;
    const hostile_lane after;
    REQUIRE_FALSE(collector.adopt(before, {7, 0, own_id, "shop"}));
    REQUIRE_FALSE(collector.adopt(after, {7, 0, own_id, "shop"}));
    for (std::uint64_t stream = 0; stream < account_table::max_accounts; ++stream) {
        collector.ledger.accounted_elsewhere({1000 + stream, 0, other_id, "other"}, 1, 0);
    }
    collector.lanes.remove(*collector.lanes.sources()[0], collector.ledger);
    CHECK_FALSE(collector.ledger.is_crowded());
    collector.lanes.remove(*collector.lanes.sources()[0], collector.ledger);
    CHECK(collector.ledger.is_crowded());
}

TEST_CASE("a goodbye counts once all lanes of its stream are read", "[lane_table]") {
    collector_side collector;
    hostile_lane before;
    hostile_lane after;
    REQUIRE_FALSE(collector.adopt(before, {7, 0, own_id, "shop"}));
    REQUIRE_FALSE(collector.adopt(after, {7, 0, own_id, "shop"}));
    CHECK_FALSE(collector.lanes.hear_goodbye(8, 1));
    for (hostile_lane *lane : {&before, &after}) {
        lane->put(frame({7, 1, own_id, "shop"}, "not read yet"));
    }
    CHECK(collector.lanes.hear_goodbye(7, 5));
    CHECK(collector.lanes.hear_goodbye(7, 4)); // an older one
    CHECK(collector.lanes.parted().empty());
    CHECK(collector.lanes.has_bequests());
    collector.lanes.read_all();
    const auto parted = collector.lanes.parted();
    REQUIRE(parted.size() == 1);
    CHECK(parted[0].first->sender().stream_id == 7);
    CHECK(parted[0].second == 5);
    collector.lanes.forget_goodbye(*parted[0].first);
    CHECK(collector.lanes.parted().empty());
    CHECK_FALSE(collector.lanes.has_bequests());
}

TEST_CASE("what a writer that is gone has left is a bequest until it has ended", "[lane_table]") {
    collector_side collector;
    {
        hostile_lane lane;
        REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
        lane.put(frame({7, 1, own_id, "shop"}, "the last words"));
        collector.lanes.bells().look();
        CHECK_FALSE(collector.lanes.has_bequests()); // it may still say more
    }
    collector.lanes.bells().look();
    CHECK(collector.lanes.has_bequests());
    CHECK(collector.lanes.ended().empty());
    REQUIRE(collector.next() != nullptr);
    CHECK(collector.lanes.has_bequests());
    const auto ended = collector.lanes.ended();
    REQUIRE(ended.size() == 1);
    collector.lanes.remove(*ended[0], collector.ledger);
    CHECK_FALSE(collector.lanes.has_bequests());
}

TEST_CASE("what a lane was relieved of is in its account once the ledger has it", "[lane_table]") {
    collector_side collector;
    hostile_lane lane;
    REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
    const std::string text(300, 'x');
    constexpr std::uint64_t last = 8; // more than half of the lane
    for (std::uint64_t number = 1; number <= last; ++number) {
        lane.put(frame({7, number, own_id, "shop"}, text));
    }
    collector.lanes.read_all();
    collector.lanes.relieve_all();
    REQUIRE(lane.page().ring.tail == 0); // nobody has it but the lane
    collector.enter_all();
    collector.lanes.relieve_all();
    REQUIRE(lane.page().ring.tail == lane.page().ring.head);
    CHECK(lane.page().accounted == 0);
    collector.lanes.consume_all(collector.ledger);
    CHECK(lane.page().accounted == last);
}

TEST_CASE("an offer repeated very often is one lane and takes nothing", "[lane_table]") {
    collector_side collector;
    const hostile_lane lane;
    REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
    const std::size_t descriptors = count_open_descriptors();
    for (int i = 0; i < 1000; ++i) {
        for (int j = 0; j < 100; ++j) {
            REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
        }
        REQUIRE(count_open_descriptors() == descriptors);
    }
    CHECK(collector.lanes.sources().size() == 1);
}

TEST_CASE("an offer that is refused leaves nothing behind", "[lane_table]") {
    collector_side collector;
    const hostile_lane lane;
    const descriptor sparse = make_memory(lane_page_bytes + min_lane_bytes, 0);
    const descriptor path{::open("/dev/null", O_PATH | O_CLOEXEC)};
    const std::size_t descriptors = count_open_descriptors();
    for (std::uint64_t stream = 1; stream <= 1000; ++stream) {
        const stream_header offer{stream, 0, own_id, "shop"};
        CHECK(collector.lanes.adopt(
            offer, hostile_lane::handles(sparse, lane.bell()), collector.ledger));
        CHECK(collector.lanes.adopt(
            offer, hostile_lane::handles(lane.memory(), path), collector.ledger));
    }
    CHECK(collector.lanes.sources().empty());
    CHECK(collector.ledger.accounts().empty());
    CHECK(eventually([&] { return count_open_descriptors() == descriptors; }));
}

TEST_CASE("a user who has too many lanes is refused more, and told of once", "[lane_table]") {
    collector_side collector;
    std::vector<hostile_lane> lanes;
    for (std::uint64_t stream = 1; stream <= lane_quota::max_user_lanes; ++stream) {
        REQUIRE_FALSE(collector.adopt(lanes.emplace_back(), {stream, 0, own_id, "shop"}));
    }
    CHECK(collector.lanes.take_notice().empty());
    const hostile_lane surplus;
    const stream_header offer{lane_quota::max_user_lanes + 1, 0, own_id, "shop"};
    CHECK(collector.adopt(surplus, offer) == slot_errc::full);
    CHECK(collector.adopt(surplus, offer) == slot_errc::full);
    CHECK_FALSE(collector.lanes.take_notice().empty());
    CHECK(collector.lanes.take_notice().empty());
    CHECK(collector.lanes.refused() == 2);
    CHECK(collector.ledger.find(offer.stream_id) == nullptr);

    collector.lanes.remove(*collector.lanes.sources()[0], collector.ledger);
    CHECK_FALSE(collector.adopt(surplus, offer));
}

TEST_CASE("a name that is longer than any is kept short", "[lane_table]") {
    collector_side collector;
    const hostile_lane lane;
    const std::string name(60'000, 'n');
    REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, name}));
    CHECK(
        collector.lanes.sources()[0]->sender().process_name ==
        name.substr(0, stream_account::max_name_bytes));
}

TEST_CASE("frames that are no records of the lane's stream are counted, not read", "[lane_table]") {
    collector_side collector;
    hostile_lane lane;
    REQUIRE_FALSE(collector.adopt(lane, {7, 0, own_id, "shop"}));
    lane.put(frame({8, 1, own_id, "other"}, "another stream"));
    lane.put("plain text");
    lane.put("");
    lane.put(test::encode_control(datagram_kind::goodbye, {7, 99, own_id, "shop"}));
    lane.put(frame({7, 1, own_id, "shop"}, "hello"));
    const incoming *message = collector.next();
    REQUIRE(message != nullptr);
    CHECK(message->record.line == "hello");
    CHECK(collector.lanes.sources()[0]->take_malformed() == 4);
}

} // namespace
