#include "collector/ledger/ledger.h"

#include <algorithm>
#include <string>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::uint64_t window = ledger::reorder_window;
using lost_list = std::vector<sequence_range>;

/// A ledger and one stream that comes to it.
struct one_stream {
    mailslog::ledger ledger;
    arrival how = arrival::datagram;
    std::uint64_t id = 7;
    std::int64_t now_ns = 1'000 * second_ns;

    stream_header numbered(std::uint64_t sequence) const { return {id, sequence, 4711, "orders"}; }
    verdict comes(std::uint64_t sequence) {
        auto verdict = ledger.judge(id, sequence, how, now_ns);
        ledger.enter(verdict, numbered(sequence), false, now_ns);
        check_sum();
        return verdict;
    }
    verdict ends(std::uint64_t last) {
        auto verdict = ledger.judge_end(id, last);
        ledger.enter_end(verdict, numbered(last), now_ns);
        check_sum();
        return verdict;
    }
    lost_list gives_up_overdue() {
        lost_list lost;
        for (const auto stream_id : ledger.overdue(now_ns)) {
            const auto verdict = ledger.judge_overdue(stream_id, now_ns);
            ledger.enter_overdue(verdict, stream_id);
            lost.insert(lost.end(), verdict.lost.begin(), verdict.lost.end());
        }
        check_sum();
        return lost;
    }
    const stream_account &account() const {
        REQUIRE(ledger.find(id) != nullptr);
        return *ledger.find(id);
    }
    std::uint64_t missing() const {
        std::uint64_t count = 0;
        for (const auto &range : account().missing) {
            count += range.numbers.count();
        }
        return count;
    }
    void check_sum() const {
        if (const auto *it = ledger.find(id)) {
            CHECK(
                it->written + it->lost + it->suppressed + it->elsewhere + missing() ==
                it->next - 1);
        }
    }
};

struct one_lane : one_stream {
    one_lane() { how = arrival::lane; }
};

bool is_fresh(const verdict &verdict) {
    return verdict.kind == verdict_kind::fresh;
}

bool is_duplicate(const verdict &verdict) {
    return verdict.kind == verdict_kind::duplicate;
}

/// So many streams more, of a process each, each with one line written and saved.
void add_streams(ledger &ledger, std::size_t count, std::int64_t now_ns) {
    for (std::size_t i = 0; i < count; ++i) {
        const stream_header header{1'000'000 + i, 1, static_cast<std::uint32_t>(i), "crowd"};
        const auto verdict = ledger.judge(header.stream_id, 1, arrival::datagram, now_ns);
        ledger.enter(verdict, header, false, now_ns);
    }
    ledger.clear_changed();
}

} // namespace

TEST_CASE("lines in order are written and nothing is lost", "[ledger]") {
    one_lane stream;
    for (std::uint64_t n = 1; n <= 3; ++n) {
        CHECK(is_fresh(stream.comes(n)));
    }
    CHECK(stream.account().written == 3);
    CHECK(stream.account().lost == 0);
    CHECK(stream.account().process_id == 4711);
    CHECK(stream.account().process_name == "orders");
    CHECK(stream.ledger.totals().received == 3);
    CHECK(stream.ledger.totals().written == 3);
}

TEST_CASE("judging alone changes nothing", "[ledger]") {
    const one_stream stream;
    stream.ledger.judge(7, 5, arrival::lane, 0);
    stream.ledger.judge_end(7, 5);
    CHECK(stream.ledger.find(7) == nullptr);
    CHECK(stream.ledger.changed().empty());
    CHECK(stream.ledger.totals().lost == 0);
}

TEST_CASE("a gap in a lane is lost at once", "[ledger]") {
    one_lane stream;
    stream.comes(1);
    CHECK(stream.comes(5).lost == lost_list{{2, 4}});
    CHECK(stream.account().lost == 3);
    CHECK(stream.account().missing.empty());
}

TEST_CASE("what a new stream used before its first line is lost", "[ledger]") {
    one_lane lane;
    CHECK(lane.comes(3).lost == lost_list{{1, 2}});
    one_stream datagrams;
    CHECK(datagrams.comes(3).lost.empty());
    CHECK(datagrams.missing() == 2);
}

TEST_CASE("a number that was written is a duplicate", "[ledger]") {
    one_lane stream;
    stream.comes(1);
    stream.comes(2);
    CHECK(is_duplicate(stream.comes(1)));
    CHECK(is_duplicate(stream.comes(2)));
    CHECK(stream.account().written == 2);
    CHECK(stream.ledger.totals().duplicates == 2);
    CHECK(stream.ledger.totals().received == 4);
}

TEST_CASE("a datagram that was overtaken is written when it comes", "[ledger]") {
    one_stream stream;
    stream.comes(4);
    CHECK(is_fresh(stream.comes(2)));
    CHECK(is_fresh(stream.comes(1)));
    CHECK(is_fresh(stream.comes(3)));
    CHECK(stream.account().written == 4);
    CHECK(stream.missing() == 0);
    CHECK(stream.ledger.overdue(stream.now_ns + 10 * second_ns).empty());
}

TEST_CASE("a missing datagram is given up a window later", "[ledger]") {
    one_stream stream;
    stream.comes(2);
    stream.comes(3);
    CHECK(stream.comes(window).lost.empty());
    CHECK(stream.comes(window + 1).lost == lost_list{{1, 1}});
    CHECK(is_duplicate(stream.comes(1)));
    CHECK(stream.account().lost == 1);
}

TEST_CASE("a gap wider than the window is given up in part", "[ledger]") {
    one_stream stream;
    CHECK(stream.comes(window + 11).lost == lost_list{{1, 11}});
    CHECK(stream.missing() == window - 1);
    CHECK(is_duplicate(stream.comes(11)));
    CHECK(is_fresh(stream.comes(12)));
}

TEST_CASE("a missing datagram is given up when it has been waited for", "[ledger]") {
    one_stream stream;
    stream.comes(2);
    stream.now_ns += second_ns - 1;
    CHECK(stream.ledger.overdue(stream.now_ns).empty());
    stream.comes(4);
    stream.now_ns += 1;
    CHECK(stream.gives_up_overdue() == lost_list{{1, 1}});
    CHECK(stream.missing() == 1);
    stream.now_ns += second_ns;
    CHECK(stream.gives_up_overdue() == lost_list{{3, 3}});
    CHECK(stream.gives_up_overdue().empty());
    CHECK(stream.ledger.totals().lost == 2);
}

TEST_CASE("a clock that is set back keeps no gap open", "[ledger]") {
    one_stream stream;
    stream.comes(2);
    stream.now_ns -= 3600 * second_ns;
    CHECK(stream.gives_up_overdue() == lost_list{{1, 1}});
}

TEST_CASE("of too many gaps the oldest is given up", "[ledger]") {
    one_stream stream;
    for (std::uint64_t gap = 1; gap <= ledger::max_missing_ranges; ++gap) {
        CHECK(stream.comes(2 * gap).lost.empty());
    }
    CHECK(stream.account().missing.size() == ledger::max_missing_ranges);
    CHECK(stream.comes(2 * ledger::max_missing_ranges + 2).lost == lost_list{{1, 1}});
    CHECK(stream.account().missing.size() == ledger::max_missing_ranges);
}

TEST_CASE("a gap that is split counts as two", "[ledger]") {
    one_stream stream;
    stream.comes(4); // 1 to 3 are missing
    for (std::uint64_t n = 6; stream.account().missing.size() < ledger::max_missing_ranges;) {
        stream.comes(n);
        n += 2;
    }
    CHECK(stream.comes(2).lost == lost_list{{1, 1}});
    CHECK(stream.account().missing.size() == ledger::max_missing_ranges);
    CHECK(is_fresh(stream.comes(3)));
}

TEST_CASE("a goodbye gives up all that is missing, up to the last number", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    stream.comes(3);
    CHECK(stream.ends(6).lost == lost_list{{2, 2}, {4, 6}});
    CHECK(stream.account().ended);
    CHECK(stream.account().lost == 4);
}

TEST_CASE("a goodbye of a stream that was never seen reports all its lines", "[ledger]") {
    one_stream stream;
    CHECK(stream.ends(5).lost == lost_list{{1, 5}});
    one_stream silent;
    CHECK(silent.ends(0).lost.empty());
    CHECK(silent.account().ended);
}

TEST_CASE("a second goodbye changes nothing", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    stream.ends(3);
    CHECK(stream.ends(3).lost.empty());
    CHECK(stream.account().lost == 2);
}

TEST_CASE("a goodbye below what was seen takes nothing back", "[ledger]") {
    one_stream stream;
    stream.comes(5);
    CHECK(stream.ends(3).lost == lost_list{{1, 4}});
    CHECK(stream.account().next == 6);
    CHECK(stream.account().written == 1);
}

TEST_CASE("a datagram that comes after the goodbye was reported lost and stays so", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    stream.ends(2);
    CHECK(is_duplicate(stream.comes(2)));
    CHECK(stream.account().lost == 1);
    CHECK(stream.account().ended);
}

TEST_CASE("a stream that goes on after its goodbye is written", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    stream.ends(1);
    CHECK(is_fresh(stream.comes(2)));
    CHECK_FALSE(stream.account().ended);
}

TEST_CASE("number 0 and numbers beyond the highest are malformed", "[ledger]") {
    one_stream stream;
    for (const std::uint64_t number :
         {std::uint64_t{0}, ledger::max_sequence + 1, std::uint64_t{1} << 63, UINT64_MAX}) {
        CHECK(stream.comes(number).kind == verdict_kind::impossible);
        CHECK((number == 0 || stream.ends(number).kind == verdict_kind::impossible));
    }
    CHECK(stream.ledger.find(stream.id) == nullptr);
    CHECK(stream.ledger.totals().malformed == 7);
    CHECK(stream.ledger.totals().lost == 0);
}

TEST_CASE("the highest number is one like any other", "[ledger]") {
    one_stream stream;
    CHECK(is_fresh(stream.comes(ledger::max_sequence - 1)));
    CHECK(is_fresh(stream.comes(ledger::max_sequence)));
    CHECK(stream.ends(ledger::max_sequence).kind == verdict_kind::fresh);
    CHECK(stream.account().lost == ledger::max_sequence - 2);
}

TEST_CASE("an end that came by network waits for what it may have overtaken", "[ledger]") {
    ledger ledger;
    const stream_header shop{7, 0, 1, "shop"};
    const auto come = [&](std::uint64_t sequence, std::int64_t now_ns) {
        const auto verdict = ledger.judge(7, sequence, arrival::network, now_ns);
        ledger.enter(verdict, shop, false, now_ns);
        return verdict;
    };
    come(1, 0);
    const auto end = ledger.judge_end(7, 4, arrival::network, 0);
    ledger.enter_end(end, shop, 0);
    CHECK(end.lost.empty());
    CHECK(ledger.find(7)->ended);
    CHECK(come(3, 1).kind == verdict_kind::fresh);

    constexpr std::int64_t later_ns = std::chrono::nanoseconds{ledger::give_up_after}.count();
    CHECK(ledger.overdue(later_ns - 1).empty());
    REQUIRE(ledger.overdue(later_ns) == std::vector<std::uint64_t>{7});
    const auto overdue = ledger.judge_overdue(7, later_ns);
    ledger.enter_overdue(overdue, 7);
    CHECK(overdue.lost == lost_list{{2, 2}, {4, 4}});
    CHECK(ledger.find(7)->written == 2);
    CHECK(ledger.find(7)->lost == 2);
    CHECK(come(4, later_ns).kind == verdict_kind::duplicate);
}

TEST_CASE("where a stream comes from is noted, and saved as a change", "[ledger]") {
    ledger ledger;
    ledger.note_origin(7, {"HOST1", "10.0.0.5"});
    CHECK(ledger.find(7) == nullptr);
    ledger.enter(ledger.judge(7, 1, arrival::network, 0), {7, 1, 1, "shop"}, false, 0);
    ledger.clear_changed();
    ledger.note_origin(7, {"HOST1", "10.0.0.5"});
    CHECK(ledger.find(7)->host == "HOST1");
    CHECK(ledger.find(7)->address == "10.0.0.5");
    CHECK(ledger.changed() == std::vector<std::uint64_t>{7});
    ledger.clear_changed();
    ledger.note_origin(7, {"HOST1", "10.0.0.5"});
    CHECK(ledger.changed().empty());
}

TEST_CASE("the sum of hostile claims stops at the end of the scale", "[ledger]") {
    ledger ledger;
    for (std::uint64_t id = 1; id <= (std::uint64_t{1} << 16) + 1; ++id) {
        const auto verdict = ledger.judge_end(id, ledger::max_sequence);
        ledger.enter_end(verdict, {id, 0, 1, "liar"}, 0);
        ledger.clear_changed();
    }
    CHECK(ledger.totals().lost == UINT64_MAX);
}

TEST_CASE("what another ledger has accounted for is neither missing nor lost", "[ledger]") {
    one_lane stream;
    stream.ledger.accounted_elsewhere(stream.numbered(0), 10, 0);
    stream.check_sum();
    CHECK(is_duplicate(stream.comes(10)));
    CHECK(stream.comes(12).lost == lost_list{{11, 11}});
    CHECK(stream.account().elsewhere == 10);
    CHECK(stream.ledger.totals().lost == 1);
}

TEST_CASE("what another ledger has accounted for is no longer missing here", "[ledger]") {
    one_stream stream;
    stream.comes(3);
    stream.comes(6); // 1, 2, 4 and 5 are missing
    stream.ledger.accounted_elsewhere(stream.numbered(0), 4, 0);
    stream.check_sum();
    CHECK(stream.missing() == 1);
    CHECK(is_fresh(stream.comes(5)));
    CHECK(stream.account().elsewhere == 3);
}

TEST_CASE("word of an account that is behind our own or impossible changes nothing", "[ledger]") {
    one_lane stream;
    stream.comes(1);
    stream.comes(2);
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{1}, UINT64_MAX}) {
        stream.ledger.accounted_elsewhere(stream.numbered(0), number, 0);
        stream.check_sum();
    }
    CHECK(is_fresh(stream.comes(3)));
    CHECK(stream.account().elsewhere == 0);
}

TEST_CASE("plain text, cut lines and malformed datagrams are counted", "[ledger]") {
    one_lane stream;
    stream.ledger.enter(stream.ledger.judge(7, 1, arrival::lane, 0), stream.numbered(1), true, 0);
    stream.ledger.count_plain_text();
    stream.ledger.count_malformed();
    CHECK(stream.account().truncated == 1);
    CHECK(stream.ledger.totals().truncated == 1);
    CHECK(stream.ledger.totals().received == 2);
    CHECK(stream.ledger.totals().written == 2);
    CHECK(stream.ledger.totals().malformed == 1);
}

TEST_CASE("a process name is cut at a code point", "[ledger]") {
    one_stream stream;
    const std::string name = std::string(stream_account::max_name_bytes - 1, 'n') + "\u00e9";
    stream.ledger.enter(stream.ledger.judge(7, 1, arrival::lane, 0), {7, 1, 1, name}, false, 0);
    CHECK(stream.account().process_name.size() == stream_account::max_name_bytes - 1);
}

TEST_CASE("each account that changed is named once until it is saved", "[ledger]") {
    one_lane stream;
    stream.comes(1);
    stream.comes(2);
    CHECK(stream.ledger.changed() == std::vector<std::uint64_t>{7});
    stream.ledger.clear_changed();
    CHECK(stream.ledger.changed().empty());
    stream.comes(1); // a duplicate changes the totals only
    CHECK(stream.ledger.changed().empty());
    stream.ends(2);
    CHECK(stream.ledger.changed() == std::vector<std::uint64_t>{7});
}

TEST_CASE("what is restored goes on as it was and counts as saved", "[ledger]") {
    one_stream before;
    before.comes(3);
    one_stream after;
    after.ledger.restore(before.account());
    after.ledger.restore(before.ledger.totals());
    CHECK(after.ledger.changed().empty());
    CHECK(after.ledger.overdue(after.now_ns).empty());
    CHECK(after.ledger.overdue(after.now_ns + second_ns) == std::vector<std::uint64_t>{7});
    CHECK(is_fresh(after.comes(2)));
    CHECK(is_duplicate(after.comes(3)));
    after.now_ns += second_ns;
    CHECK(after.gives_up_overdue() == lost_list{{1, 1}});
    CHECK(after.ledger.totals().written == 2);
}

TEST_CASE("a suppressed number is accounted for and waits to be told of", "[ledger]") {
    one_stream stream;
    ledger &ledger = stream.ledger;
    stream.comes(1);
    ledger.enter_suppressed(ledger.judge(7, 2, arrival::lane, 0), {7, 2, 11, "shop"}, 0);
    CHECK(stream.account().next == 3);
    CHECK(stream.account().written == 1);
    CHECK(stream.account().suppressed == 1);
    CHECK(ledger.untold() == std::set<std::uint64_t>{7});
    CHECK(is_duplicate(stream.comes(2)));
    ledger.told_of_suppressed(7);
    CHECK(ledger.untold().empty());
    CHECK(stream.account().suppressed == 1);
}

TEST_CASE("an account that waits to be told of is not evicted", "[ledger]") {
    ledger ledger;
    ledger.enter_suppressed(ledger.judge(1, 1, arrival::lane, 0), {1, 1, 11, "shop"}, 0);
    for (std::uint64_t id = 2; id <= account_table::max_accounts + 1; ++id) {
        ledger.enter(ledger.judge(id, 1, arrival::lane, 1), {id, 1, 11, "shop"}, false, 1);
    }
    CHECK(ledger.is_crowded());
    ledger.clear_changed();
    CHECK(ledger.find(1) != nullptr);
}

TEST_CASE("accounts are listed by stream", "[ledger]") {
    ledger ledger;
    for (const std::uint64_t id : {9U, 3U, 5U}) {
        ledger.enter_end(ledger.judge_end(id, 0), {id, 0, 1, "n"}, 0);
    }
    std::vector<std::uint64_t> ids;
    for (const auto *account : ledger.accounts()) {
        ids.push_back(account->stream_id);
    }
    CHECK(ids == std::vector<std::uint64_t>{3, 5, 9});
}

TEST_CASE("as many accounts as are allowed stay", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    add_streams(stream.ledger, account_table::max_accounts - 1, stream.now_ns + 1);
    CHECK(stream.ledger.find(stream.id) != nullptr);
    CHECK_FALSE(stream.ledger.has_forgotten_past());
}

TEST_CASE("of too many accounts the longest unseen goes", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    add_streams(stream.ledger, account_table::max_accounts, stream.now_ns + 1);
    CHECK(stream.ledger.find(stream.id) == nullptr);
    CHECK(stream.ledger.has_forgotten_past());
    CHECK(stream.ledger.accounts().size() <= account_table::max_accounts);
}

TEST_CASE("streams that have ended go before others and are no forgotten past", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    for (std::uint64_t id = 1'000; id < 2'000; ++id) {
        stream.ledger.enter_end(
            stream.ledger.judge_end(id, 0), {id, 0, 1, "ended"}, stream.now_ns + 2);
    }
    add_streams(stream.ledger, account_table::max_accounts - 900, stream.now_ns + 1);
    CHECK(stream.ledger.find(stream.id) != nullptr);
    CHECK_FALSE(stream.ledger.has_forgotten_past());
}

TEST_CASE("a pinned account stays and takes no other's place", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    stream.ledger.pin(stream.id, true);
    add_streams(stream.ledger, account_table::max_accounts, stream.now_ns + 1);
    CHECK(stream.ledger.accounts().size() == account_table::max_accounts + 1);
    stream.ledger.pin(stream.id, false);
    stream.ledger.clear_changed();
    CHECK(stream.ledger.find(stream.id) == nullptr);
}

TEST_CASE("an account with missing numbers goes when they are given up", "[ledger]") {
    one_stream stream;
    stream.comes(2);
    add_streams(stream.ledger, account_table::max_accounts, stream.now_ns + 1);
    // One of the others had to make room.
    REQUIRE(stream.ledger.find(stream.id) != nullptr);
    stream.now_ns += second_ns;
    CHECK(stream.gives_up_overdue() == lost_list{{1, 1}});
    add_streams(stream.ledger, 2 * account_table::max_accounts, stream.now_ns + 1);
    CHECK(stream.ledger.find(stream.id) == nullptr);
    CHECK(stream.ledger.totals().lost == 1);
}

TEST_CASE("gaps of very many streams are given up before their time", "[ledger]") {
    ledger ledger;
    for (std::uint64_t id = 1; id <= account_table::max_accounts + 1; ++id) {
        ledger.enter(ledger.judge(id, 2, arrival::datagram, 0), {id, 2, 1, "gap"}, false, 0);
    }
    ledger.clear_changed();
    const auto streams = ledger.overdue(1);
    CHECK(streams.size() == account_table::max_accounts + 1);
    for (const auto id : streams) {
        ledger.enter_overdue(ledger.judge_overdue(id, 1), id);
    }
    ledger.clear_changed();
    CHECK(ledger.accounts().size() <= account_table::max_accounts);
    CHECK(ledger.totals().lost == account_table::max_accounts + 1);
}

TEST_CASE("an evicted stream that comes back is not reported lost", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    add_streams(stream.ledger, account_table::max_accounts, stream.now_ns + 1);
    REQUIRE(stream.ledger.find(stream.id) == nullptr);
    CHECK(stream.comes(5).lost.empty());
    CHECK(stream.comes(6).lost.empty());
    CHECK(stream.account().elsewhere == 4);
    CHECK(stream.ledger.totals().unknown == 4);
    CHECK(stream.ledger.totals().lost == 0);
    CHECK(stream.comes(8).lost.empty());
    CHECK(stream.ends(8).lost == lost_list{{7, 7}});
}

TEST_CASE("the goodbye of an evicted stream reports nothing", "[ledger]") {
    one_stream stream;
    stream.ledger.forget_past();
    CHECK(stream.ends(9).lost.empty());
    CHECK(stream.ledger.totals().unknown == 9);
}

TEST_CASE("a lane's word is better than a forgotten past", "[ledger]") {
    one_lane stream;
    stream.ledger.forget_past();
    stream.ledger.accounted_elsewhere(stream.numbered(0), 3, 0);
    CHECK(stream.comes(6).lost == lost_list{{4, 5}});
    CHECK(stream.ledger.totals().unknown == 0);
}

TEST_CASE("a stream evicted between its judging and entering keeps its sum", "[ledger]") {
    one_stream stream;
    stream.comes(1);
    stream.comes(2);
    stream.ledger.clear_changed();
    const auto verdict = stream.ledger.judge(stream.id, 3, arrival::datagram, stream.now_ns);
    add_streams(stream.ledger, account_table::max_accounts, stream.now_ns + 1);
    REQUIRE(stream.ledger.find(stream.id) == nullptr);
    stream.ledger.enter(verdict, stream.numbered(3), false, stream.now_ns);
    stream.check_sum();
    CHECK(stream.account().elsewhere == 2);
    CHECK(stream.ledger.totals().unknown == 0);
}

TEST_CASE("a stream belongs to the process that was heard of first", "[ledger]") {
    one_stream stream;
    CHECK_FALSE(stream.ledger.is_foreign({7, 1, 1, "anybody"}, {}));
    stream.comes(1);
    CHECK_FALSE(stream.ledger.is_foreign(stream.numbered(2), {}));
    CHECK(stream.ledger.is_foreign({7, 2, 4712, "orders"}, {}));
    CHECK_FALSE(stream.ledger.is_foreign({8, 2, 4712, "orders"}, {}));
}

TEST_CASE("neither network nor process continues the other's stream", "[ledger]") {
    one_stream stream;
    const line_origin elsewhere{"HOST1", "10.0.0.5"};
    stream.comes(1);
    CHECK(stream.ledger.is_foreign(stream.numbered(2), elsewhere));
    stream.ledger.note_origin(7, elsewhere);
    CHECK(stream.ledger.is_foreign(stream.numbered(2), {}));
    CHECK_FALSE(stream.ledger.is_foreign(stream.numbered(2), elsewhere));
    CHECK_FALSE(stream.ledger.is_foreign(stream.numbered(2), {"HOST1", "10.0.0.6"}));
}

TEST_CASE("a lane's stream has its owner before its first line", "[ledger]") {
    one_lane stream;
    stream.ledger.accounted_elsewhere(stream.numbered(0), 0, stream.now_ns);
    CHECK(stream.ledger.is_foreign({7, 1, 1, "forger"}, {}));
}

namespace {

/// Live streams that come by datagram, and a flood of streams of one line each.
struct flooded_ledger {
    static constexpr std::uint64_t first_forged = 1'000'000;
    static constexpr std::size_t lines_a_turn = 1000;
    static constexpr std::size_t proven_streams_a_turn = 100;

    mailslog::ledger ledger;
    std::int64_t now_ns = 0;
    std::size_t most_accounts = 0;

    void write(const stream_header &record) {
        now_ns += 1000;
        const auto verdict =
            ledger.judge(record.stream_id, record.sequence, arrival::datagram, now_ns);
        ledger.enter(verdict, record, false, now_ns);
    }
    void live(std::uint64_t stream_id, std::uint64_t first, std::uint64_t last) {
        for (std::uint64_t number = first; number <= last; ++number) {
            write({stream_id, number, static_cast<std::uint32_t>(stream_id), "live"});
        }
    }
    void end_turn() {
        most_accounts = std::max(most_accounts, ledger.accounts().size());
        for (const auto id : ledger.overdue(now_ns)) {
            ledger.enter_overdue(ledger.judge_overdue(id, now_ns), id);
        }
        ledger.clear_changed();
    }
    template <typename Header>
    void flood(std::uint64_t streams, Header header_of) {
        for (std::uint64_t i = 0; i < streams; ++i) {
            stream_header header = header_of(i);
            header.stream_id = first_forged + i;
            write(header);
            if (i % lines_a_turn == 0) {
                end_turn();
            }
        }
        end_turn();
    }
    void flood_with_proven(std::uint64_t gap) {
        for (std::uint64_t id = 0; id < 2 * account_table::max_accounts; ++id) {
            stream_header header{first_forged + id, 1, 666, "forger"};
            for (; header.sequence <= account_table::proven_lines; ++header.sequence) {
                write(header);
            }
            header.sequence += gap;
            write(header);
            if (id % proven_streams_a_turn == 0) {
                end_turn();
            }
        }
        end_turn();
    }
    void expect_live(std::uint64_t stream_id, std::uint64_t written) const {
        REQUIRE(ledger.find(stream_id) != nullptr);
        CHECK(ledger.find(stream_id)->written == written);
        CHECK(ledger.find(stream_id)->elsewhere == 0);
    }
};

constexpr std::uint64_t flood_streams = 200'000;

} // namespace

TEST_CASE("a flood of streams costs bounded memory and no live stream's account", "[ledger]") {
    flooded_ledger flooded;
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        flooded.live(id, 1, 50);
    }
    SECTION("of one process") {
        flooded.flood(flood_streams, [](auto) { return stream_header{0, 1, 666, "forger"}; });
    }
    SECTION("of as many processes") {
        flooded.flood(flood_streams, [](std::uint64_t i) {
            return stream_header{0, 1, static_cast<std::uint32_t>(1000 + i), "forger"};
        });
    }
    SECTION("with numbers missing, which delay their end") {
        flooded.flood(flood_streams, [](auto) { return stream_header{0, 9, 666, "forger"}; });
    }
    CHECK(flooded.most_accounts <= account_table::max_accounts + flooded_ledger::lines_a_turn + 1);
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        flooded.live(id, 51, 60);
        flooded.expect_live(id, 60);
    }
}

TEST_CASE("a stream that has hardly begun outlives a flood of one process", "[ledger]") {
    flooded_ledger flooded;
    flooded.live(1, 1, 1);
    flooded.flood(flood_streams, [](auto) { return stream_header{0, 1, 666, "forger"}; });
    flooded.live(1, 2, 2);
    flooded.expect_live(1, 2);
}

TEST_CASE("a flooder whose streams are proven displaces its own", "[ledger]") {
    flooded_ledger flooded;
    flooded.live(1, 1, 50);
    SECTION("with all of their lines") {
        flooded.flood_with_proven(0);
    }
    SECTION("with a gap each") {
        flooded.flood_with_proven(1);
    }
    CHECK(
        flooded.most_accounts <=
        account_table::max_accounts + 2 * flooded_ledger::proven_streams_a_turn + 1);
    flooded.live(1, 51, 60);
    flooded.expect_live(1, 60);
}

TEST_CASE("a proven stream's gap is waited for while proven ones with gaps flood", "[ledger]") {
    flooded_ledger flooded;
    flooded.live(1, 1, 50);
    flooded.live(1, 52, 52);
    flooded.flood_with_proven(1);
    flooded.live(1, 51, 51); // 0.3 s later
    flooded.expect_live(1, 52);
    CHECK(flooded.ledger.find(1)->lost == 0);
}

TEST_CASE("a live stream's gap is waited for in the middle of a flood", "[ledger]") {
    flooded_ledger flooded;
    flooded.live(1, 1, 50);
    flooded.live(1, 52, 52);
    flooded.flood(100'000, [](auto) { return stream_header{0, 9, 666, "forger"}; });
    flooded.live(1, 51, 51); // 0.1 s later
    flooded.expect_live(1, 52);
    CHECK(flooded.ledger.find(1)->lost == 0);
}

TEST_CASE("a turn of very many streams presses for an end", "[ledger]") {
    ledger ledger;
    for (std::uint64_t id = 1; id <= 2 * account_table::max_accounts; ++id) {
        CHECK_FALSE(ledger.is_pressed());
        ledger.enter(ledger.judge(id, 1, arrival::datagram, 0), {id, 1, 1, "flood"}, false, 0);
    }
    CHECK(ledger.is_pressed());
    ledger.clear_changed();
    CHECK_FALSE(ledger.is_pressed());
}

TEST_CASE("a stream is proven by so many lines", "[ledger]") {
    stream_account account;
    account.written = account_table::proven_lines - 1;
    CHECK_FALSE(is_proven(account));
    account.written = account_table::proven_lines;
    CHECK(is_proven(account));
}
