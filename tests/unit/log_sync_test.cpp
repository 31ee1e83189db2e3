// What `--sync` promises, counted in calls and tried by a machine that dies.
#include <memory>
#include <string>
#include <vector>

#include "collector/files/log_writer.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;

const std::string log_path = "all.log";
const std::string ledger_path = "all.log.ledger";
const std::string open_ledger = "all.log.ledger.new"; // which name it was opened by

struct synced_log {
    memory_file_system disk;
    failing_file_system files{disk};
    std::unique_ptr<log_writer> writer;
    wall_time now{std::chrono::hours{24 * 365 * 50}};
    std::uint64_t number = 0;

    explicit synced_log(const sync_settings &sync, std::uint64_t max_bytes = 0) {
        rotation_settings rotation;
        rotation.max_bytes = max_bytes;
        writer = std::make_unique<log_writer>(
            files, log_route{log_path}, rotation, make_text_format("%v"));
        writer->force_to_disk(sync);
        REQUIRE_FALSE(writer->open(now));
        files.forget_calls();
    }

    void add(const std::string &text, level level = level::info) {
        incoming message;
        message.sender = {7, ++number, 4711, "shop"};
        message.record.time_ns = unix_time_ns(now);
        message.record.level = level;
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        REQUIRE_FALSE(writer->add(message, now));
    }
    void log(const std::string &text, level level = level::info) {
        add(text, level);
        REQUIRE_FALSE(writer->flush(now));
    }
    std::size_t syncs() const { return files.count(file_operation::sync); }
    /// What was synced, and where files got new names, in order.
    std::vector<std::string> story() const {
        std::vector<std::string> steps;
        for (const file_call &call : files.calls()) {
            if (call.operation == file_operation::sync) {
                steps.push_back("sync " + call.path);
            } else if (call.operation == file_operation::sync_folder) {
                steps.push_back("sync folder");
            } else if (call.operation == file_operation::append) {
                steps.push_back("append " + call.path);
            } else if (call.operation == file_operation::rename) {
                steps.push_back("rename " + call.path);
            } else if (call.operation == file_operation::replace) {
                steps.push_back("replace " + call.to);
            }
        }
        return steps;
    }
    /// The machine dies now.
    std::string left_of_log() {
        disk.lose_power();
        return disk.content(log_path);
    }
};

TEST_CASE("never forces nothing to the disk", "[log_sync]") {
    synced_log log{{}, 16};
    for (int i = 0; i < 10; ++i) {
        log.now += 1s;
        log.log("critical", level::critical);
    }
    REQUIRE_FALSE(log.writer->close(log.now));
    CHECK(log.files.count(file_operation::rename) > 2);
    CHECK(log.syncs() == 0);
    CHECK(log.files.count(file_operation::sync_folder) == 0);
}

TEST_CASE("a line of the level is on the disk when its batch was written", "[log_sync]") {
    synced_log log{{sync_moment::level, 0s, level::err}};
    log.log("one");
    log.log("two", level::warn);
    CHECK(log.syncs() == 0);
    log.log("three", level::err);
    CHECK(log.syncs() == 2);
    log.log("four");
    CHECK(log.syncs() == 2);
    CHECK(log.left_of_log() == "one\ntwo\nthree\n");
}

TEST_CASE("the ledger is on the disk before the log", "[log_sync]") {
    synced_log log{{sync_moment::level, 0s, level::err}};
    log.log("one", level::err);
    CHECK(
        log.story() == std::vector<std::string>{
                           "append " + open_ledger, "append " + log_path, "sync " + open_ledger,
                           "sync folder", "sync " + log_path, "sync folder"});
}

TEST_CASE("names that the disk knows are not forced to it again", "[log_sync]") {
    synced_log log{{sync_moment::level, 0s, level::err}};
    log.log("one", level::err);
    log.log("two", level::err);
    CHECK(log.syncs() == 4);
    CHECK(log.files.count(file_operation::sync_folder) == 2);
}

TEST_CASE("a batch that many lines of the level share is synced once", "[log_sync]") {
    synced_log log{{sync_moment::level, 0s, level::err}};
    for (int i = 0; i < 100; ++i) {
        log.add("line", level::critical);
    }
    REQUIRE_FALSE(log.writer->flush(log.now));
    CHECK(log.syncs() == 2);
}

TEST_CASE("by interval the oldest line waits no longer than that", "[log_sync]") {
    synced_log log{{sync_moment::interval, 5s}};
    log.log("one");
    REQUIRE(log.writer->next_deadline(log.now) == log.now + 5s);
    log.now += 4s;
    log.log("two");
    CHECK(log.syncs() == 0);
    log.now += 1s;
    REQUIRE_FALSE(log.writer->tick(log.now));
    REQUIRE_FALSE(log.writer->flush(log.now));
    CHECK(log.syncs() == 2);
    CHECK_FALSE(log.writer->next_deadline(log.now));
    log.now += 1h;
    REQUIRE_FALSE(log.writer->flush(log.now)); // nothing new: nothing to do
    CHECK(log.syncs() == 2);
    CHECK(log.left_of_log() == "one\ntwo\n");
}

TEST_CASE("a file is whole on the disk before it is rotated", "[log_sync]") {
    const auto moment = GENERATE(sync_moment::rotation, sync_moment::interval, sync_moment::level);
    synced_log log{{moment, 1h}, 16};
    log.log("line 1");
    log.log("line 2");
    CHECK(log.syncs() == 0);
    log.files.forget_calls();
    log.add("line 3");
    CHECK(
        log.story() == std::vector<std::string>{
                           "sync " + open_ledger, "sync folder", "sync " + log_path, "sync folder",
                           "append " + open_ledger, "sync " + open_ledger, "rename " + log_path});
    REQUIRE_FALSE(log.writer->flush(log.now));
    log.disk.lose_power();
    CHECK(log.disk.content(log.disk.paths().front()) == "line 1\nline 2\n"); // the rotated one
    CHECK(log.disk.content(log_path) == "line 3\n"); // with the names came the line behind them
}

TEST_CASE("a ledger written afresh claims nothing that the disk lacks", "[log_sync]") {
    synced_log log{{sync_moment::rotation}};
    while (log.files.count(file_operation::replace) == 0) {
        log.log("line");
    }
    const auto steps = log.story();
    REQUIRE(steps.size() > 6);
    const std::vector<std::string> last(steps.end() - 5, steps.end());
    CHECK(
        last == std::vector<std::string>{
                    "sync " + log_path, "sync folder", "append " + open_ledger,
                    "sync " + open_ledger, "replace " + ledger_path});
}

TEST_CASE("an orderly end leaves all of it on the disk", "[log_sync]") {
    synced_log log{{sync_moment::rotation}};
    log.log("one");
    log.add("two");
    REQUIRE_FALSE(log.writer->close(log.now));
    CHECK(log.left_of_log() == "one\ntwo\n");
    CHECK_FALSE(log.disk.content(ledger_path).empty());
}

TEST_CASE("a sync that fails is an error, and tried until it succeeds", "[log_sync]") {
    synced_log log{{sync_moment::level, 0s, level::err}};
    const auto failing = GENERATE(file_operation::sync, file_operation::sync_folder);
    log.files.fail_always(failing, std::errc::io_error);
    log.add("one", level::err);
    CHECK(log.writer->flush(log.now) == std::errc::io_error);
    CHECK(log.writer->flush(log.now) == std::errc::io_error);
    log.add("two"); // waits in memory meanwhile, and is written all the same
    CHECK(log.writer->flush(log.now) == std::errc::io_error);
    log.files.heal();
    REQUIRE_FALSE(log.writer->flush(log.now));
    CHECK(log.left_of_log() == "one\ntwo\n");
}

TEST_CASE("a file that can't be forced to the disk is not rotated away", "[log_sync]") {
    synced_log log{{sync_moment::rotation}, 16};
    log.log("line 1");
    log.log("line 2");
    log.files.fail(file_operation::sync, 2, std::errc::io_error); // the log's own
    log.add("line 3");
    CHECK(log.files.count(file_operation::rename) == 0);
    REQUIRE_FALSE(log.writer->flush(log.now));
    log.disk.lose_power();
    CHECK(log.disk.content(log_path).substr(0, 14) == "line 1\nline 2\n");
}

} // namespace
