#include "collector/summary.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

void write(ledger &ledger, const stream_header &record, std::int64_t now_ns) {
    const verdict verdict = ledger.judge(record.stream_id, record.sequence, arrival::lane, now_ns);
    ledger.enter(verdict, record, false, now_ns);
}

TEST_CASE("the summary says a figure a line, then its senders, the busiest first", "[summary]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "quiet"}, 5);
    write(ledger, {2, 1, 22, "busy"}, 5);
    write(ledger, {2, 4, 22, "busy"}, 5);
    CHECK(
        summary_of(ledger, 0) == "received    3\n"
                                 "written     3\n"
                                 "lost        2\n"
                                 "suppressed  0\n"
                                 "duplicates  0\n"
                                 "truncated   0\n"
                                 "malformed   0\n"
                                 "forged      0\n"
                                 "sender busy[22]  logged 4  written 2  lost 2\n"
                                 "sender quiet[11]  logged 1  written 1  lost 0\n");
}

TEST_CASE("a sender that was over its rate is shown with what was suppressed", "[summary]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "shop"}, 5);
    ledger.enter_suppressed(ledger.judge(1, 2, arrival::lane, 5), {1, 2, 11, "shop"}, 5);
    ledger.count_suppressed_text();
    const std::string text = summary_of(ledger, 0);
    CHECK_THAT(text, Catch::Matchers::Contains("received    3\nwritten     1\nlost        0\n"));
    CHECK_THAT(text, Catch::Matchers::Contains("suppressed  2\n"));
    CHECK_THAT(text, Catch::Matchers::EndsWith("logged 2  written 1  lost 0  suppressed 1\n"));
}

TEST_CASE("senders of an earlier run are in the figures, not among the senders", "[summary]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "earlier"}, 5);
    const std::string text = summary_of(ledger, 6);
    CHECK_THAT(text, Catch::Matchers::Contains("written     1"));
    CHECK_THAT(text, !Catch::Matchers::Contains("sender"));
}

TEST_CASE("many senders are cut to a number, and the rest is counted", "[summary]") {
    ledger ledger;
    for (std::uint64_t i = 1; i <= 3; ++i) {
        write(ledger, {i, 1, 11, "many"}, 5);
    }
    const std::string text = summary_of(ledger, 0, 2);
    CHECK_THAT(text, Catch::Matchers::EndsWith("and 1 more senders\n"));
}

TEST_CASE("a hostile process name breaks no line of the summary", "[summary]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "a\nlost 0"}, 5);
    CHECK_THAT(summary_of(ledger, 0), Catch::Matchers::Contains("sender a\\nlost 0[11]"));
}

TEST_CASE("a sender on another machine is shown with it", "[summary]") {
    ledger ledger;
    write(ledger, {1, 1, 11, "shop"}, 5);
    ledger.note_origin(1, {"HOST1", "10.0.0.5"});
    CHECK(
        summary_of(ledger, 0).find("sender shop[11]@HOST1(10.0.0.5)  logged 1  written 1") !=
        std::string::npos);
}

TEST_CASE("what was refused has a line a reason", "[summary]") {
    CHECK(summary_of(std::vector<refused_messages>{}).empty());
    CHECK(
        summary_of(std::vector<refused_messages>{{"forged", 3}, {"not allowed", 1}}) ==
        "refused, forged  3\nrefused, not allowed  1\n");
}

} // namespace
