// A log on a full disk: what waits, what makes room, and what is left alone.
#include "collector/files/log_writer.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/written_log.h"

namespace {

using namespace mailslog;

constexpr std::uint64_t stream = written_log::stream;

TEST_CASE(
    "a full disk keeps the batch, and each line is written once when there is room",
    "[full_disk]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.add(2, "two"));
    const bool tears = GENERATE(false, true);
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    if (tears) {
        log.files.heal();
        log.files.write_short(2, 5); // the journal's entry gets through, the lines in part
        log.files.fail_always(file_operation::truncate, std::errc::io_error);
    }
    CHECK(log.writer->flush(log.now) == std::errc::no_space_on_device);
    CHECK(log.writer->unwritten_bytes() > 0);
    log.files.heal();
    log.flush();
    CHECK(log.live() == "one\ntwo\n");
    CHECK(log.writer->unwritten_bytes() == 0);
}

TEST_CASE("while the disk is full lines wait in memory, up to a bound", "[full_disk]") {
    written_log log;
    log.restart_with_memory(100);
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    REQUIRE_FALSE(log.add(1, "line 1"));
    CHECK(log.writer->flush(log.now) == std::errc::no_space_on_device);
    std::uint64_t last = 1;
    while (!log.add(last + 1, "line " + std::to_string(last + 1))) {
        ++last;
        REQUIRE(last < 100);
    }
    CHECK(log.writer->unwritten_bytes() <= 100);
    CHECK(log.writer->unwritten_bytes() > 90);
    CHECK(log.totals().written == last);
    CHECK(log.add(last + 1, "another line") == std::errc::no_space_on_device);

    log.files.heal();
    log.flush();
    std::string expected;
    for (std::uint64_t i = 1; i <= last; ++i) {
        expected += "line " + std::to_string(i) + "\n";
    }
    CHECK(log.live() == expected);
    REQUIRE_FALSE(log.add(last + 1, "end"));
    log.flush();
    CHECK(log.live() == expected + "end\n");
}

TEST_CASE("a full disk gets room at the start by what may not stay", "[full_disk]") {
    written_log log;
    std::vector<std::string> rotated_to;
    REQUIRE_FALSE(log.add(1, "one"));
    REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    log.disk.put("all-20200101T000000.000Z.log", "old\n");
    log.rotation.keep.age = std::chrono::hours{1};
    log.now += log.rotation.keep.age;
    log.files.fail(file_operation::append, 1, std::errc::no_space_on_device);
    if (GENERATE(false, true)) { // and that is not enough
        log.files.fail(file_operation::append, 2, std::errc::no_space_on_device);
        CHECK(log.try_to_restart() == std::errc::no_space_on_device);
        CHECK(log.all_files() == "one\ntwo\n"); // what the ledger was told of last is left
        log.files.heal();
    }
    log.restart();
    CHECK(log.all_files() == "two\n");
    CHECK(log.writer->accounts().find(stream)->next == 3);
    CHECK(log.writer->take_notices().empty());
}

/// All rotated files are old enough to go, and a start has no room for the ledger.
void expect_all_to_stay_on_a_full_disk(
    written_log &log, const std::string &all, std::uint64_t next) {
    log.rotation.keep.age = std::chrono::hours{1};
    log.now += log.rotation.keep.age;
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    CHECK(log.try_to_restart() == std::errc::no_space_on_device);
    CHECK(log.all_files() == all);
    log.files.heal();
    log.restart();
    CHECK(log.writer->accounts().find(stream)->next == next);
    CHECK(log.writer->take_notices().empty());
}

TEST_CASE("a file that may hold a batch in doubt makes no room", "[full_disk]") {
    written_log log{4};
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    log.files.fail(file_operation::open, 1, std::errc::too_many_symbolic_link_levels);
    log.files.fail(file_operation::rename, 2, std::errc::file_exists);
    REQUIRE_FALSE(log.add(2, "two")); // goes on in a file that has no live name
    log.flush();
    REQUIRE(log.live().empty());
    expect_all_to_stay_on_a_full_disk(log, "one\ntwo\n", 3);
}

TEST_CASE("nor does one whose rotation the ledger lost by the machine's death", "[full_disk]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    const std::string ledger = log.disk.content("all.log.ledger");
    std::vector<std::string> rotated_to;
    REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    log.disk.set_content("all.log.ledger", ledger);
    log.disk.begin_another_life();
    expect_all_to_stay_on_a_full_disk(log, "one\n", 2);
}

} // namespace
