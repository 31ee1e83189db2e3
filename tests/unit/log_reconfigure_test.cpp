// A log whose settings change while it is written.
#include <memory>
#include <string>

#include "collector/files/log_writer.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;
using names = std::vector<std::string>;

constexpr const char *path = "all.log";

rotation_settings by_size(std::uint64_t max_bytes, std::size_t keep_files = 0) {
    rotation_settings settings;
    settings.max_bytes = max_bytes;
    settings.keep.files = keep_files;
    return settings;
}

struct running_log {
    memory_file_system disk;
    failing_file_system files{disk};
    log_writer writer{files, log_route{path}, by_size(0), make_text_format("%v")};
    wall_time now{std::chrono::hours{24 * 365 * 50}};
    std::uint64_t number = 0;

    running_log() { REQUIRE_FALSE(writer.open(now)); }

    void log(const std::string &text) {
        now += 1s;
        incoming message;
        message.sender = {7, ++number, 4711, "shop"};
        message.record.time_ns = unix_time_ns(now);
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        REQUIRE_FALSE(writer.add(message, now));
        REQUIRE_FALSE(writer.flush(now));
    }

    std::vector<std::string> rotated() {
        std::vector<std::string> paths;
        REQUIRE_FALSE(list_rotated(disk, path, paths));
        return paths;
    }
    std::string live() const { return disk.content(path); }
};

} // namespace

TEST_CASE("a new size counts for the file that is open", "[log_reconfigure]") {
    running_log log;
    log.log("one");
    log.log("two");
    log.writer.change_rotation(by_size(8), log.now);
    CHECK(log.rotated().empty());
    log.log("three");
    CHECK(log.rotated().size() == 1);
    CHECK(log.live() == "three\n");
}

TEST_CASE("a new period counts from when the file began", "[log_reconfigure]") {
    running_log log;
    log.log("one");
    rotation_settings every_minute;
    every_minute.period = rotation_period::interval;
    every_minute.interval = 60s;
    log.writer.change_rotation(every_minute, log.now);
    CHECK(log.writer.next_deadline(log.now) == log.now + 60s);
    log.now += 60s;
    log.log("two");
    CHECK(log.rotated().size() == 1);
    log.writer.change_rotation(by_size(0), log.now);
    CHECK_FALSE(log.writer.next_deadline(log.now));
}

TEST_CASE("fewer files to keep are fewer at once", "[log_reconfigure]") {
    running_log log;
    log.writer.change_rotation(by_size(4), log.now);
    for (const char *text : {"one", "two", "three", "four", "five"}) {
        log.log(text);
    }
    const auto before = log.rotated();
    REQUIRE(before.size() == 4);
    log.writer.change_rotation(by_size(4, 2), log.now);
    CHECK(log.rotated() == names(before.end() - 2, before.end()));
}

TEST_CASE("a new format begins a new file", "[log_reconfigure]") {
    running_log log;
    log.log("one");
    log.writer.change_format(make_text_format("<%v>"), log.now);
    log.log("two");
    REQUIRE(log.rotated().size() == 1);
    CHECK(log.disk.content(log.rotated()[0]) == "one\n");
    CHECK(log.live() == "<two>\n");
}

TEST_CASE("a new format leaves an empty file where it is", "[log_reconfigure]") {
    running_log log;
    log.writer.change_format(make_text_format("<%v>"), log.now);
    CHECK(log.rotated().empty());
    log.log("one");
    CHECK(log.live() == "<one>\n");
}

TEST_CASE("a new format comes even where no new file can", "[log_reconfigure]") {
    running_log log;
    log.log("one");
    log.files.fail(file_operation::rename, 1, std::errc::permission_denied);
    log.writer.change_format(make_text_format("<%v>"), log.now);
    log.log("two");
    CHECK(log.rotated().empty());
    CHECK(log.live() == "one\n<two>\n");
}

TEST_CASE(
    "what stands in the file is forced to the disk when that is wanted", "[log_reconfigure]") {
    running_log log;
    log.log("one");
    log.writer.change_sync({sync_moment::interval, 5s, level::critical}, log.now);
    CHECK(log.writer.next_deadline(log.now) == log.now + 5s);
    log.now += 5s;
    REQUIRE_FALSE(log.writer.flush(log.now));
    log.disk.lose_power();
    CHECK(log.live() == "one\n");
}
