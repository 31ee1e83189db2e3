#include "collector/ledger/ledger_group.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

constexpr std::uint64_t stream = 7;

stream_header record(std::uint64_t sequence) {
    return {stream, sequence, 4711, "shop"};
}

struct two_ledgers {
    ledger first;
    ledger second;
    ledger_group both{{&first, &second}};

    static void write(ledger &to, std::uint64_t sequence) {
        to.enter(to.judge(stream, sequence, arrival::lane, 5), record(sequence), false, 5);
    }
};

} // namespace

TEST_CASE("a stream is known to all as far as the one that knows least", "[ledger_group]") {
    two_ledgers ledgers;
    CHECK(ledgers.both.known_by_all(stream) == 0);
    two_ledgers::write(ledgers.second, 1);
    two_ledgers::write(ledgers.second, 2);
    CHECK(ledgers.both.known_by_all(stream) == 0);
    CHECK(ledgers.both.known_by_any(stream) == 2);
    REQUIRE(ledgers.both.find(stream) != nullptr);
    two_ledgers::write(ledgers.first, 1);
    CHECK(ledgers.both.known_by_all(stream) == 1);
    CHECK(ledger_group{ledgers.second}.known_by_all(stream) == 2);
}

TEST_CASE("a stream is foreign to all if it is to one", "[ledger_group]") {
    two_ledgers ledgers;
    two_ledgers::write(ledgers.second, 1);
    CHECK(ledgers.both.is_foreign({stream, 2, 4712, "thief"}, {}));
    CHECK_FALSE(ledgers.both.is_foreign(record(2), {}));
}

TEST_CASE("what arrived counts once, what was written for each", "[ledger_group]") {
    two_ledgers ledgers;
    two_ledgers::write(ledgers.first, 3);
    two_ledgers::write(ledgers.second, 3);
    const verdict next = ledgers.second.judge(stream, 4, arrival::lane, 5);
    ledgers.second.enter_turned_away(next, record(4), 5);
    two_ledgers::write(ledgers.first, 4);
    const ledger_totals totals = ledgers.both.totals();
    CHECK(totals.received == 2);
    CHECK(totals.written == 3);
    CHECK(totals.lost == 2);
}

TEST_CASE("what is turned away is accounted for, and neither written nor lost", "[ledger_group]") {
    ledger ledger;
    two_ledgers::write(ledger, 1);
    ledger.turn_away_next(record(2), 5);
    ledger.enter_turned_away(ledger.judge(stream, 4, arrival::lane, 5), record(4), 5);
    const stream_account &account = *ledger.find(stream);
    CHECK(account.next == 5);
    CHECK(account.written == 1);
    CHECK(account.lost == 1);
    CHECK(account.elsewhere == 2);
    CHECK(ledger.totals().received == 3);
}
