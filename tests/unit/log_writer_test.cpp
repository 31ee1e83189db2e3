#include "collector/files/log_writer.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/written_log.h"

namespace {

using namespace mailslog;

constexpr const char *path = written_log::path;
constexpr std::uint64_t stream = written_log::stream;

TEST_CASE("lines stand in the file once the batch is flushed", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.add(2, "two"));
    CHECK(log.live().empty());
    log.flush();
    CHECK(log.live() == "one\ntwo\n");
    CHECK(log.totals().written == 2);
}

TEST_CASE("a gap is noticed where it is, and counted", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.add(4, "four"));
    REQUIRE_FALSE(log.add(6, "six"));
    log.flush();
    CHECK(
        log.live() == "one\nlost 2 records from shop[4711]\nfour\n"
                      "lost 1 record from shop[4711]\nsix\n");
    CHECK(log.totals().written == 3);
    CHECK(log.totals().lost == 3);
}

TEST_CASE("what a sender had to drop at its very end is noticed when it ends", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.end(38));
    log.flush();
    CHECK(log.live() == "one\nlost 37 records from shop[4711]\n");
}

TEST_CASE("a number that was written is not written again", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    CHECK(log.live() == "one\n");
    CHECK(log.totals().duplicates == 1);
}

TEST_CASE("a datagram's gap waits, and is given up by the clock alone", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.writer->next_deadline(log.now));
    REQUIRE_FALSE(log.add(1, "one", arrival::datagram));
    REQUIRE_FALSE(log.add(3, "three", arrival::datagram));
    log.flush();
    CHECK(log.live() == "one\nthree\n");
    REQUIRE(log.writer->next_deadline(log.now) == log.now + ledger::give_up_after);

    log.now += ledger::give_up_after;
    REQUIRE_FALSE(log.writer->tick(log.now));
    log.flush();
    CHECK(log.live() == "one\nthree\nlost 1 record from shop[4711]\n");
    CHECK_FALSE(log.writer->next_deadline(log.now));
}

TEST_CASE("a turn of very many streams with gaps keeps bounded memory", "[log_writer]") {
    written_log log;
    for (std::uint64_t id = 1; id <= 10 * account_table::max_accounts; ++id) {
        incoming message;
        message.sender = {id, 2, 4711, "shop"};
        message.how = arrival::datagram;
        message.record.line = std::string_view{"a line that fills batches sooner than the ledger"};
        message.record.full_line_bytes = message.record.line.size();
        REQUIRE_FALSE(log.writer->add(message, log.now));
        if (id % 1000 == 0) {
            REQUIRE(log.writer->accounts().accounts().size() <= 3 * account_table::max_accounts);
        }
    }
}

TEST_CASE(
    "a turn of very many proven streams with gaps is written in few batches", "[log_writer]") {
    written_log log;
    incoming message;
    message.how = arrival::datagram;
    const auto add = [&](std::uint64_t sequence) {
        message.sender.sequence = sequence;
        REQUIRE_FALSE(log.writer->add(message, log.now));
    };
    const auto count = [&] { return log.writer->accounts().accounts().size(); };
    constexpr std::size_t allowed = 3 * account_table::max_accounts;
    log.files.forget_calls();
    for (std::uint64_t id = 1; id <= allowed + 1000; ++id) {
        message.sender = {id, 0, 666, "forger"};
        for (std::uint64_t sequence = 1; sequence <= account_table::proven_lines; ++sequence) {
            add(sequence);
        }
        add(account_table::proven_lines + 2);
        if (id % 100 == 0) {
            REQUIRE(count() <= allowed);
        }
    }
    CHECK(log.files.count(file_operation::append) < 100); // not a batch for each line
}

TEST_CASE("a stream that loses its account to a flood goes on, and nothing of it", "[log_writer]") {
    const auto [how, address] =
        GENERATE(std::pair{arrival::network, "10.0.0.7"}, std::pair{arrival::datagram, ""});
    written_log log;
    const auto add = [&, how = how, address = address](
                         std::uint64_t id, std::uint64_t sequence, const std::string &text) {
        incoming message;
        message.sender = {id, sequence, 4711, "shop"};
        message.how = how;
        message.origin.address = address;
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        REQUIRE_FALSE(log.writer->add(message, log.now));
    };
    add(stream, 1, "one");
    add(stream, 2, "two");
    log.flush();
    const std::uint64_t first = 100;
    for (std::uint64_t id = first; id < first + account_table::max_accounts; ++id) {
        log.now += std::chrono::milliseconds{1};
        add(id, 1, "x");
    }
    for (std::uint64_t sequence = 2; log.writer->unwritten_bytes() < 200'000; ++sequence) {
        add(first, sequence, std::string(50'000, 'x'));
    }
    add(stream, 3, "three" + std::string(60'000, '-')); // for which the batch is written
    REQUIRE(log.writer->accounts().has_forgotten_past());
    for (std::uint64_t sequence = 4; sequence <= 9; ++sequence) {
        add(stream, sequence, "line " + std::to_string(sequence));
    }
    log.now += ledger::give_up_after;
    REQUIRE_FALSE(log.writer->tick(log.now));
    log.flush();
    CHECK(log.live().find("line 4\nline 5\nline 6\nline 7\nline 8\nline 9\n") != std::string::npos);
    CHECK(log.totals().lost == 0);
    CHECK(log.totals().forged == 0);
    const stream_account &account = *log.writer->accounts().find(stream);
    CHECK(account.elsewhere == 2);
    CHECK(account.written == 7);
    CHECK(account.next == 10);
}

TEST_CASE("a batch is split over files at lines, and no file outgrows its size", "[log_writer]") {
    written_log log{16};
    std::string expected;
    for (std::uint64_t i = 1; i <= 50; ++i) {
        log.now += std::chrono::milliseconds{1};
        REQUIRE_FALSE(log.add(i, "line " + std::to_string(i)));
        expected += "line " + std::to_string(i) + "\n";
    }
    log.flush();
    CHECK(log.all_files() == expected);
    for (const std::string &file : log.disk.paths()) {
        if (file.find(".ledger") == std::string::npos) {
            CHECK(log.disk.content(file).size() <= 16);
        }
    }
}

TEST_CASE("a rotation that fails loses no line and is told", "[log_writer]") {
    written_log log{16};
    log.files.fail_always(file_operation::rename, std::errc::permission_denied);
    std::string expected;
    for (std::uint64_t i = 1; i <= 10; ++i) {
        REQUIRE_FALSE(log.add(i, "line " + std::to_string(i)));
        expected += "line " + std::to_string(i) + "\n";
    }
    log.flush();
    CHECK(log.live() == expected);
    REQUIRE(log.writer->take_notices().size() == 1);
}

TEST_CASE("a rotation that the journal does not take is put off, and told", "[log_writer]") {
    written_log log;
    log.rotation.period = rotation_period::interval;
    log.rotation.interval = std::chrono::minutes{1};
    log.restart();
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.writer->tick(log.now));
    log.flush();
    log.files.fail_always(file_operation::append, std::errc::read_only_file_system);
    log.now += log.rotation.interval;
    std::size_t notices = 0;
    for (int turn = 0; turn < 2; ++turn) {
        REQUIRE_FALSE(log.writer->tick(log.now));
        log.flush(); // there is nothing to write
        CHECK(log.writer->next_deadline(log.now) == log.now + rotating_file::retry_after);
        notices += log.writer->take_notices().size();
    }
    CHECK(notices == 1);
    log.files.heal();
    log.now += rotating_file::retry_after;
    REQUIRE_FALSE(log.writer->tick(log.now));
    CHECK(log.live().empty());
    CHECK(log.all_files() == "one\n");
}

TEST_CASE("who gzips a file that has no live name stops no line", "[log_writer]") {
    written_log log{4};
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    log.files.fail(file_operation::open, 1, std::errc::too_many_symbolic_link_levels);
    log.files.fail(file_operation::rename, 2, std::errc::file_exists);
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    REQUIRE(log.live().empty());
    REQUIRE(log.all_files() == "one\ntwo\n");
    for (const std::string &file : log.disk.paths()) {
        if (file.find(".ledger") == std::string::npos) {
            REQUIRE_FALSE(log.disk.remove(file));
        }
    }
    log.files.fail(file_operation::open, 1, std::errc::too_many_symbolic_link_levels);
    REQUIRE_FALSE(log.add(3, "three"));
    CHECK(log.writer->flush(log.now) == std::errc::too_many_symbolic_link_levels);
    REQUIRE_FALSE(log.add(4, "four"));
    log.flush();
    CHECK(log.all_files() == "three\nfour\n");
    CHECK(log.totals().written == 4);
}

TEST_CASE("what waits behind a batch that is noted is noted when its turn comes", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    log.files.write_short(2, 0); // the journal's entry gets through, no line
    CHECK(log.writer->flush(log.now));
    REQUIRE_FALSE(log.add(2, "two"));
    SECTION("killed before it is written: nothing counts") {
        log.restart();
        CHECK(log.writer->accounts().find(stream) == nullptr);
        CHECK(log.live().empty());
    }
    SECTION("killed when the first is written: the first counts") {
        log.files.fail(file_operation::append, 2, std::errc::io_error);
        CHECK(log.writer->flush(log.now));
        log.restart();
        REQUIRE(log.writer->accounts().find(stream) != nullptr);
        CHECK(log.writer->accounts().find(stream)->next == 2);
        CHECK(log.live() == "one\n");
    }
    SECTION("written") {
        log.flush();
        log.restart();
        CHECK(log.writer->accounts().find(stream)->next == 3);
        CHECK(log.live() == "one\ntwo\n");
    }
}

TEST_CASE("a sender's clock neither rotates the file nor moves its lines", "[log_writer]") {
    written_log log;
    log.rotation.period = rotation_period::hour;
    log.now = wall_time{std::chrono::seconds{1790812800}};
    log.restart();
    const std::int64_t now_ns = unix_time_ns(log.now);
    const std::int64_t day_ns = 86'400'000'000'000;
    std::string expected;
    std::uint64_t sequence = 0;
    for (const std::int64_t time_ns :
         {now_ns, now_ns + day_ns, now_ns - day_ns, std::int64_t{0}, std::int64_t{-1},
          std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(),
          now_ns}) {
        incoming message;
        message.sender = {stream, ++sequence, 4711, "shop"};
        message.record.time_ns = time_ns;
        const std::string text = "line " + std::to_string(sequence);
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        REQUIRE_FALSE(log.writer->add(message, log.now));
        REQUIRE_FALSE(log.writer->tick(log.now));
        expected += text + "\n";
    }
    log.flush();
    CHECK(log.live() == expected);
    CHECK(log.all_files() == expected);
    CHECK(log.writer->next_deadline(log.now) == log.now + std::chrono::hours{1});
}

TEST_CASE("while the clock jumps no line is lost, doubled or moved", "[log_writer]") {
    written_log log;
    log.rotation.period = GENERATE(rotation_period::none, rotation_period::hour);
    log.now = wall_time{}; // 1970: no battery
    log.restart();
    std::string expected;
    std::uint64_t sequence = 0;
    for (const int hours : {0, 496'000, -400'000, 24 * 365, -24, 1, -1, 500'000}) {
        log.now += std::chrono::hours{hours};
        for (int line = 0; line < 3; ++line) {
            const std::string text = "line " + std::to_string(++sequence);
            REQUIRE_FALSE(log.add(sequence, text));
            REQUIRE_FALSE(log.writer->tick(log.now));
            log.flush();
            expected += text + "\n";
        }
        log.restart();
        const auto deadline = log.writer->next_deadline(log.now);
        CHECK((!deadline || *deadline > log.now));
    }
    CHECK(log.all_files() == expected);
    CHECK(log.totals().lost == 0);
    CHECK(log.writer->take_notices().empty());
}

TEST_CASE("a file of somebody's loses nothing to a first start that fails", "[log_writer]") {
    bool has_failed = true;
    for (std::size_t call = 1; has_failed; ++call) {
        INFO("killed at call " << call);
        memory_file_system disk;
        failing_file_system files{disk};
        disk.put(path, "one\nsomebody's");
        const auto try_to_open = [&] {
            log_writer writer{files, log_route{path}, {}, make_text_format("%v")};
            return writer.open(std::chrono::system_clock::now());
        };
        files.fail_from(call, std::errc::no_space_on_device);
        has_failed = static_cast<bool>(try_to_open());
        files.heal();
        REQUIRE_FALSE(try_to_open());
        CHECK(disk.content(path) == "one\nsomebody's\n");
    }
}

TEST_CASE("a file of somebody's loses nothing to a torn line of its own", "[log_writer]") {
    written_log log;
    const std::string theirs = "zeros " + std::string(600, '\0') + " and no end";
    log.writer.reset();
    for (const std::string &file : log.disk.paths()) {
        REQUIRE_FALSE(log.disk.remove(file));
    }
    log.disk.put(path, theirs);
    log.restart();
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    CHECK(log.live() == theirs + "\none\n");
    SECTION("nor when a collector starts again") {
        log.restart();
    }
    SECTION("nor when the machine dies") {
        log.disk.begin_another_life();
        log.restart();
    }
    SECTION("nor when it takes the place of the one that the ledger knows") {
        log.disk.put(path, theirs);
        log.restart();
        CHECK(log.live() == theirs + "\n");
        return;
    }
    CHECK(log.live() == theirs + "\none\n");
}

TEST_CASE("a restarted collector goes on from what was flushed", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    REQUIRE_FALSE(log.add(2, "two"));
    log.restart();
    REQUIRE(log.writer->accounts().find(stream) != nullptr);
    CHECK(log.writer->accounts().find(stream)->next == 2);
    REQUIRE_FALSE(log.add(2, "two"));
    REQUIRE_FALSE(log.writer->close(log.now));
    CHECK(log.live() == "one\ntwo\n");
    CHECK(log.totals().written == 2);
}

TEST_CASE("a false claim is counted each time, and told once", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add_claim(stream, 1, 1));
    REQUIRE_FALSE(log.add_claim(stream, 2, 1));
    log.flush();
    CHECK(log.live() == "process 4711 claimed to be 1\nline\nline\n");
    CHECK(log.totals().forged == 2);
    CHECK(log.totals().written == 2);
}

TEST_CASE("a false claim that could not be written is told when it can", "[log_writer]") {
    written_log log;
    log.restart_with_memory(16);
    REQUIRE_FALSE(log.add(1, "fills memory"));
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    CHECK(log.writer->flush(log.now));
    CHECK(log.add_claim(stream, 2, 1));
    log.files.heal();
    log.flush();
    REQUIRE_FALSE(log.add_claim(stream, 2, 1));
    log.flush();
    CHECK(log.live() == "fills memory\nprocess 4711 claimed to be 1\nline\n");
    CHECK(log.totals().forged == 1);
}

TEST_CASE("false claims of very many streams are told of some", "[log_writer]") {
    written_log log;
    for (std::uint64_t id = 1; id <= 1000; ++id) {
        REQUIRE_FALSE(log.add_claim(id, 1, 1));
    }
    log.flush();
    const std::string text = log.live();
    std::size_t told = 0;
    for (auto at = text.find("claimed"); at != text.npos; at = text.find("claimed", at + 1)) {
        ++told;
    }
    CHECK(told == claim_notices::max_a_minute);
    CHECK(log.totals().forged == 1000);
}

TEST_CASE("another process's records in a stream are refused and counted", "[log_writer]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.add_claim(stream, 2, {}, 4712));
    incoming goodbye;
    goodbye.sender = {stream, 1000, 4712, "shop"};
    goodbye.is_goodbye = true;
    REQUIRE_FALSE(log.writer->end_stream(goodbye, log.now));
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    CHECK(log.live() == "one\ntwo\n");
    CHECK(log.totals().forged == 2);
    CHECK(log.totals().lost == 0);
}

TEST_CASE("a turn full of made-up streams is written in parts", "[log_writer]") {
    written_log log;
    std::size_t most = 0;
    for (std::uint64_t id = 1; id <= 10 * account_table::max_accounts; ++id) {
        REQUIRE_FALSE(log.add_claim(id, 3, {}));
        if (id % 1000 == 0) {
            most = std::max(most, log.writer->accounts().accounts().size());
        }
    }
    CHECK(most <= 3 * account_table::max_accounts);
}

TEST_CASE("while nothing can be written, made-up streams find no memory", "[log_writer]") {
    written_log log;
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    CHECK(log.writer->flush(log.now).value() == 0); // nothing to write yet
    std::size_t taken = 0;
    for (std::uint64_t id = 1; id <= 10 * account_table::max_accounts; ++id) {
        taken += log.add_claim(id, 3, {}) ? 0 : 1;
    }
    CHECK(taken < 4 * account_table::max_accounts);
    CHECK(log.writer->accounts().accounts().size() < 4 * account_table::max_accounts);
    log.files.heal();
    log.flush();
    CHECK_FALSE(log.add_claim(1'000'000, 1, {}));
}

TEST_CASE("while nothing can be written, goodbyes of made-up streams find none", "[log_writer]") {
    written_log log;
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    std::size_t taken = 0;
    incoming goodbye;
    goodbye.is_goodbye = true;
    for (std::uint64_t id = 1; id <= 5 * account_table::max_accounts; ++id) {
        goodbye.sender = {id, 0, 666, "forger"};
        taken += log.writer->end_stream(goodbye, log.now) ? 0 : 1;
    }
    CHECK(taken < 4 * account_table::max_accounts);
    CHECK(log.writer->accounts().accounts().size() < 4 * account_table::max_accounts);
    log.files.heal();
    log.flush();
    CHECK_FALSE(log.writer->end_stream(goodbye, log.now));
}

TEST_CASE("plain text is written and counted without a number", "[log_writer]") {
    written_log log;
    incoming message;
    message.has_number = false;
    message.record.line = "hello";
    message.record.full_line_bytes = 5;
    REQUIRE_FALSE(log.writer->add(message, log.now));
    log.flush();
    CHECK(log.live() == "hello\n");
    CHECK(log.totals().received == 1);
    CHECK(log.totals().written == 1);
    CHECK(log.totals().truncated == 0);
}

TEST_CASE("plain text that was cut is marked and counted", "[log_writer]") {
    written_log log;
    incoming message;
    message.has_number = false;
    message.record.line = "hello";
    message.record.full_line_bytes = 12;
    REQUIRE_FALSE(log.writer->add(message, log.now));
    log.flush();
    CHECK(log.live() == "hello\xE2\x80\xA6[+7 bytes]\n");
    CHECK(log.totals().truncated == 1);
}

} // namespace
