// What stands at a log's live name is what lines go to and what is rotated, whoever put it there.
#include "collector/files/log_writer.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/written_log.h"

namespace {

using namespace mailslog;

constexpr const char *path = written_log::path;
constexpr std::uint64_t stream = written_log::stream;

TEST_CASE("a live file that somebody moves away or deletes is begun anew", "[live_name]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    const bool is_deleted = GENERATE(false, true);
    const bool is_replaced = GENERATE(false, true);
    if (is_deleted) {
        REQUIRE_FALSE(log.disk.remove(path));
    } else {
        REQUIRE_FALSE(log.disk.rename(path, "moved"));
    }
    if (is_replaced) {
        log.disk.put(path, "somebody's\n");
    }
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    CHECK(log.live() == (is_replaced ? "somebody's\ntwo\n" : "two\n"));
    if (!is_deleted) {
        CHECK(log.disk.content("moved") == "one\n");
    }
    CHECK(log.writer->take_notices().size() == 1);
    log.restart();
    CHECK(log.writer->accounts().find(stream)->next == 3);
}

struct hourly_log : written_log {
    hourly_log() {
        rotation.period = rotation_period::interval;
        rotation.interval = std::chrono::hours{1};
        restart();
        REQUIRE_FALSE(add(1, "one"));
        flush();
    }
    /// The hour is over, and some seconds more, in which nothing comes.
    void idle() {
        now += rotation.interval;
        for (int seconds = 0; seconds < 5; ++seconds) {
            REQUIRE_FALSE(writer->tick(now));
            flush();
            now += std::chrono::seconds{1};
        }
    }
    std::size_t writes_to_ledger() const {
        const auto &calls = files.calls();
        return static_cast<std::size_t>(
            std::count_if(calls.begin(), calls.end(), [](const file_call &call) {
                return call.operation == file_operation::append &&
                       call.path.find(".ledger") != std::string::npos;
            }));
    }
};

TEST_CASE("a live file that is gone when its time is over is not rotated", "[live_name]") {
    hourly_log log;
    if (GENERATE(false, true)) {
        REQUIRE_FALSE(log.disk.remove(path));
    } else {
        REQUIRE_FALSE(log.disk.rename(path, "all.log.1"));
    }
    log.files.forget_calls();
    log.idle();
    CHECK(log.writes_to_ledger() == 1); // afresh, beside the new file
    CHECK(
        log.writer->take_notices() ==
        std::vector<std::string>{"all.log is not the file that it was; going on in a new one"});
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    CHECK(log.live() == "two\n");
    CHECK(log.writer->rotations() == 0);
}

TEST_CASE("another file at the live name has its own time", "[live_name]") {
    hourly_log log;
    log.disk.put(path, "theirs");
    log.idle();
    CHECK(log.live() == "theirs\n");
    REQUIRE_FALSE(log.add(2, "two"));
    log.idle();
    CHECK(log.live().empty());
    CHECK(log.all_files() == "theirs\ntwo\n");
    CHECK(log.writer->rotations() == 1);
}

TEST_CASE("what is to be rotated at once is what stands at the live name", "[live_name]") {
    hourly_log log;
    std::vector<std::string> rotated_to;
    REQUIRE_FALSE(log.disk.remove(path));
    CHECK_FALSE(log.writer->rotate_now(log.now, rotated_to));
    CHECK(rotated_to.empty());
    log.disk.put(path, "theirs\n");
    CHECK_FALSE(log.writer->rotate_now(log.now, rotated_to));
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    CHECK(log.all_files() == "theirs\ntwo\n");
}

TEST_CASE("a folder that is deleted is made anew, with its ledger", "[live_name]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    log.flush();
    for (const std::string &file : log.disk.paths()) {
        REQUIRE_FALSE(log.disk.remove(file));
    }
    REQUIRE_FALSE(log.add(2, "two"));
    log.flush();
    log.restart();
    CHECK(log.live() == "two\n");
    CHECK(log.writer->accounts().find(stream)->next == 3);
}

TEST_CASE(
    "a batch that was noted for a file that is gone counts once it stands in another",
    "[live_name]") {
    written_log log;
    REQUIRE_FALSE(log.add(1, "one"));
    log.files.write_short(2, 0);
    CHECK(log.writer->flush(log.now));
    REQUIRE_FALSE(log.add(2, "two"));
    REQUIRE_FALSE(log.disk.remove(path));
    SECTION("killed before it stands there: neither entry counts") {
        log.files.fail(file_operation::append, 2, std::errc::io_error);
        CHECK(log.writer->flush(log.now));
        log.restart();
        CHECK(log.writer->accounts().find(stream) == nullptr);
        CHECK(log.live().empty());
    }
    SECTION("written") {
        log.flush();
        CHECK(log.live() == "one\ntwo\n");
        log.restart();
        CHECK(log.writer->accounts().find(stream)->next == 3);
    }
}

} // namespace
