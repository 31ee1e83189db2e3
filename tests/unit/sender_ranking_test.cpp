#include "collector/status/sender_ranking.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

void write(ledger &ledger, const stream_header &record, std::int64_t now_ns = 5) {
    ledger.enter(
        ledger.judge(record.stream_id, record.sequence, arrival::lane, now_ns), record, false,
        now_ns);
}

TEST_CASE("a process is one sender, with all its streams, the busiest first", "[sender_ranking]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "quiet"});
    write(ledger, {2, 1, 22, "busy"});
    write(ledger, {3, 4, 22, "busy"});
    collector_status status;
    fill_senders(status, ledger);
    REQUIRE(status.senders.size() == 2);
    CHECK(status.senders[0].process_name == "busy");
    CHECK(status.senders[0].logged == 5);
    CHECK(status.senders[0].written == 2);
    CHECK(status.senders[0].lost == 3);
    CHECK(status.senders[1].process_id == 11);
}

TEST_CASE("senders of an earlier run are left out", "[sender_ranking]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "earlier"}, 5);
    collector_status status;
    status.started_ns = 6;
    fill_senders(status, ledger);
    CHECK(status.sender_count == 0);
}

TEST_CASE("of many senders the busiest are named, and all are counted", "[sender_ranking]") {
    ledger ledger;
    constexpr std::uint32_t all = collector_status::max_senders + 3;
    for (std::uint32_t i = 1; i <= all; ++i) {
        write(ledger, {i, i, i, "many"});
    }
    collector_status status;
    fill_senders(status, ledger);
    CHECK(status.sender_count == all);
    REQUIRE(status.senders.size() == collector_status::max_senders);
    CHECK(status.senders.front().logged == all);
    CHECK(status.senders.back().logged == 4);
}

} // namespace
