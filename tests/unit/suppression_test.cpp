// What --rate-limit keeps out of the log, and what the log says of it, in the writer that does
// both.
#include "collector/intake/suppression.h"

#include <string>

#include "collector/files/log_writer.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::uint64_t stream = 7;

/// A log of which each sender may write two lines in a second.
struct limited_log {
    memory_file_system disk;
    failing_file_system files{disk};
    std::unique_ptr<log_writer> writer;
    wall_time now{hours{24 * 20000}};
    line_rate rate{2, seconds{1}};

    limited_log() { restart(); }

    /// What is not flushed is gone, as with a kill.
    void restart() {
        writer.reset();
        writer = std::make_unique<log_writer>(
            files, log_route{"all.log"}, rotation_settings{}, make_text_format("%v"));
        writer->limit_rate(rate);
        REQUIRE_FALSE(writer->open(now));
    }

    void add(std::uint64_t sequence, std::uint64_t stream_id = stream) {
        incoming message;
        message.sender = {stream_id, sequence, 4711, "shop"};
        add(message, std::to_string(sequence));
    }
    void add_all(std::uint64_t first, std::uint64_t last) {
        for (; first <= last; ++first) {
            add(first);
        }
    }
    void add_text(std::uint32_t process_id, const std::string &name, line_origin origin = {}) {
        incoming message;
        message.sender = {0, 0, process_id, name};
        message.has_number = false;
        message.origin = origin;
        add(message, "text");
    }
    void add(incoming &message, const std::string &line) {
        message.record.time_ns = unix_time_ns(now);
        message.record.line = line;
        message.record.full_line_bytes = line.size();
        REQUIRE_FALSE(writer->add(message, now));
    }
    void end(std::uint64_t last) {
        incoming message;
        message.sender = {stream, last, 4711, "shop"};
        message.is_goodbye = true;
        REQUIRE_FALSE(writer->end_stream(message, now));
    }
    void flush() { REQUIRE_FALSE(writer->flush(now)); }
    void tick_after(milliseconds time) {
        now += time;
        REQUIRE_FALSE(writer->tick(now));
        flush();
    }

    std::string text() {
        flush();
        return disk.content("all.log");
    }
    const ledger_totals &totals() { return writer->accounts().totals(); }
    const stream_account &account() { return *writer->accounts().find(stream); }
};

const std::string three_from_shop = "suppressed 3 lines from shop[4711]\n";

} // namespace

TEST_CASE("what is above the limit is told of where the stream goes on", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.now += seconds{1};
    log.add(6);
    CHECK(log.text() == "1\n2\n" + three_from_shop + "6\n");
    CHECK(log.totals().received == 6);
    CHECK(log.totals().written == 3);
    CHECK(log.totals().suppressed == 3);
    CHECK(log.account().written + log.account().suppressed == log.account().next - 1);
    CHECK(log.account().untold == 0);
}

TEST_CASE("a sender that falls silent is told of when its window is over", "[suppression]") {
    limited_log log;
    log.add_all(1, 2);
    CHECK_FALSE(log.writer->next_deadline(log.now));
    log.add_all(3, 5);
    CHECK(log.writer->next_deadline(log.now) == log.now + seconds{1});
    log.tick_after(milliseconds{999});
    CHECK(log.text() == "1\n2\n");
    log.tick_after(milliseconds{1});
    CHECK(log.text() == "1\n2\n" + three_from_shop);
    CHECK_FALSE(log.writer->next_deadline(log.now));
    log.tick_after(seconds{1});
    CHECK(log.text() == "1\n2\n" + three_from_shop);
}

TEST_CASE("a new limit counts from its line on, and what is untold is told", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.writer->limit_rate({3, hours{1}});
    log.tick_after(milliseconds{0});
    CHECK(log.text() == "1\n2\n" + three_from_shop);
    log.add_all(6, 9);
    CHECK(log.text() == "1\n2\n" + three_from_shop + "6\n7\n8\n");
    log.writer->limit_rate({});
    log.add(10);
    CHECK(
        log.text() ==
        "1\n2\n" + three_from_shop + "6\n7\n8\nsuppressed 1 line from shop[4711]\n10\n");
    CHECK(log.totals().suppressed == 4);
    CHECK_FALSE(log.writer->next_deadline(log.now));
}

TEST_CASE("who is over the limit all the time is told of once a window", "[suppression]") {
    limited_log log;
    for (std::uint64_t i = 1; i <= 50; ++i) {
        log.add(i);
        log.now += milliseconds{100};
    }
    const std::string text = log.text();
    std::size_t notices = 0;
    for (auto at = text.find("suppressed 8 lines"); at != std::string::npos;
         at = text.find("suppressed 8 lines", at + 1)) {
        ++notices;
    }
    CHECK(notices == 4);
    CHECK(log.totals().written == 10);
}

TEST_CASE("windows of several senders end each at its own time", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.now += milliseconds{500};
    for (std::uint64_t i = 1; i <= 3; ++i) {
        log.add(i, stream + 1);
    }
    log.tick_after(milliseconds{500});
    CHECK(log.text() == "1\n2\n1\n2\n" + three_from_shop);
    log.tick_after(milliseconds{0});
    CHECK(log.writer->next_deadline(log.now) == log.now + milliseconds{500});
    log.tick_after(milliseconds{500});
    CHECK_THAT(log.text(), Catch::Matchers::EndsWith("suppressed 1 line from shop[4711]\n"));
}

TEST_CASE("a sender's end is behind what is told of it", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.end(5);
    CHECK(log.text() == "1\n2\n" + three_from_shop);
    CHECK(log.account().lost == 0);
}

TEST_CASE("an orderly end tells what nothing was told of", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.add_text(12, "sh");
    log.add_text(12, "sh");
    log.add_text(12, "sh");
    REQUIRE_FALSE(log.writer->close(log.now));
    CHECK(
        log.disk.content("all.log") ==
        "1\n2\ntext\ntext\n" + three_from_shop + "suppressed 1 line from sh[12]\n");
}

TEST_CASE("the next collector tells what a killed one did not", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.flush();
    SECTION("whether it has a limit or not") {
        log.rate.lines = GENERATE(2U, 0U);
    }
    log.restart();
    CHECK(log.account().untold == 3);
    log.tick_after(milliseconds{0});
    CHECK(log.text() == "1\n2\n" + three_from_shop);
    log.restart();
    log.add(6);
    log.tick_after(seconds{1});
    CHECK(log.text() == "1\n2\n" + three_from_shop + "6\n");
    CHECK(log.totals().suppressed == 3);
}

TEST_CASE("suppressed numbers that come again are duplicates", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.flush();
    log.restart();
    log.add_all(1, 5);
    CHECK(log.totals().duplicates == 5);
    CHECK(log.totals().suppressed == 3);
}

TEST_CASE("a kill before the ledger knows takes nothing out of the account", "[suppression]") {
    limited_log log;
    log.add_all(1, 2);
    log.flush();
    log.add_all(3, 5);
    log.restart(); // the lane has them still
    log.add_all(3, 5);
    log.tick_after(seconds{1});
    CHECK(log.text() == "1\n2\n3\n4\nsuppressed 1 line from shop[4711]\n");
    CHECK(log.account().written + log.account().suppressed == 5);
}

TEST_CASE("plain text is limited by process, and by address", "[suppression]") {
    limited_log log;
    for (int i = 0; i < 3; ++i) {
        log.add_text(12, "sh");
        log.add_text(13, "sh");
        log.add_text(0, "", {"HOST", "10.0.0.7"});
        log.add_text(0, "");
    }
    log.now += seconds{1};
    log.add_text(13, "sh");
    log.tick_after(milliseconds{0});
    const std::string text = log.text();
    CHECK(
        text.substr(8 * 5) == "suppressed 1 line from sh[13]\ntext\n"
                              "suppressed 1 line from unknown senders\n"
                              "suppressed 1 line from sh[12]\n"
                              "suppressed 1 line from -@HOST(10.0.0.7)\n");
    CHECK(log.totals().suppressed == 4);
    CHECK(log.totals().untold_text == 0);
}

TEST_CASE("of plain text the next collector knows the sum", "[suppression]") {
    limited_log log;
    for (std::uint32_t i = 0; i < 6; ++i) {
        log.add_text(12 + i % 2, "sh");
    }
    log.flush();
    log.restart();
    log.tick_after(milliseconds{0});
    CHECK(log.text() == "text\ntext\ntext\ntext\nsuppressed 2 lines from unknown senders\n");
    log.restart();
    log.tick_after(milliseconds{0});
    CHECK(log.totals().untold_text == 0);
    CHECK(log.totals().suppressed == 2);
}

TEST_CASE("very many senders of plain text are told of at once, some as one", "[suppression]") {
    limited_log log;
    log.rate = {1, hours{24}};
    log.restart();
    constexpr std::uint32_t count = 3 * suppression::max_text_senders;
    for (std::uint32_t i = 1; i <= count; ++i) {
        log.add_text(i, "sh");
        log.add_text(i, "sh");
    }
    log.tick_after(milliseconds{0});
    const std::string text = log.text();
    CHECK_THAT(text, Catch::Matchers::Contains("suppressed 1 line from sh[1024]\n"));
    CHECK_THAT(text, !Catch::Matchers::Contains("from sh[1025]\n"));
    CHECK_THAT(text, Catch::Matchers::Contains("suppressed 2048 lines from unknown senders\n"));
    CHECK(log.totals().untold_text == 0);
}

TEST_CASE("very many streams that are over the limit cost bounded memory", "[suppression]") {
    limited_log log;
    log.rate = {1, hours{24}};
    log.restart();
    std::uint64_t suppressed = 0;
    for (std::uint64_t id = 1; id <= 5 * account_table::max_accounts; ++id) {
        log.add(1, id);
        log.add(2, id);
        suppressed += log.totals().suppressed > suppressed ? 1 : 0;
        if (id % 1000 == 0) {
            REQUIRE(log.writer->accounts().accounts().size() <= 3 * account_table::max_accounts);
        }
        REQUIRE(log.writer->accounts().untold().size() <= 3 * account_table::max_accounts);
    }
    REQUIRE_FALSE(log.writer->close(log.now));
    CHECK(log.writer->accounts().untold().empty());
    const std::string text = log.disk.content("all.log");
    std::uint64_t told = 0;
    for (auto at = text.find("suppressed 1 line"); at != std::string::npos;
         at = text.find("suppressed 1 line", at + 1)) {
        ++told;
    }
    CHECK(told == suppressed);
}

TEST_CASE("while nothing can be written, what is suppressed waits to be told", "[suppression]") {
    limited_log log;
    log.add_all(1, 2);
    log.flush();
    log.add_all(3, 5);
    log.files.fail_from(1, std::errc::no_space_on_device);
    log.now += seconds{1};
    CHECK_FALSE(log.writer->tick(log.now));
    CHECK(log.writer->flush(log.now));
    log.files.heal();
    CHECK(log.text() == "1\n2\n" + three_from_shop);
}

TEST_CASE("a clock that was set back does not keep a notice waiting", "[suppression]") {
    limited_log log;
    log.add_all(1, 5);
    log.tick_after(milliseconds{0});
    log.now -= hours{24};
    log.tick_after(milliseconds{0});
    CHECK(log.text() == "1\n2\n" + three_from_shop);
}
