// Other programs write into a log's live files, empty them, or give one file two names: what is the
// collector's is there once, and so is theirs.
#include <memory>
#include <string>

#include "collector/files/log_writer.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

namespace {

using namespace mailslog;

constexpr std::uint64_t stream = 7;
/// A flush brings the journal's entry first, then the lines.
constexpr std::size_t append_of_lines = 2;

struct shared_log {
    memory_file_system disk;
    failing_file_system files{disk};
    std::unique_ptr<log_writer> writer;
    wall_time now = std::chrono::system_clock::now();
    std::uint64_t sequence = 0;

    shared_log() { start(); }

    /// What is not flushed is gone, as with a kill.
    void start() {
        files.heal();
        writer.reset();
        writer = std::make_unique<log_writer>(
            files, log_route{"{logger}.log"}, rotation_settings{}, make_text_format("%v"));
        REQUIRE_FALSE(writer->open(now));
    }
    void log(const std::string &logger, const std::string &text) {
        incoming message;
        message.sender = {stream, ++sequence, 4711, "shop"};
        message.record.logger = logger;
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        REQUIRE_FALSE(writer->add(message, now));
    }
    void flush() { REQUIRE_FALSE(writer->flush(now)); }
    void write(const std::string &logger, const std::string &text) {
        log(logger, text);
        flush();
    }
    void fail_flush_behind(std::size_t bytes_of_lines) {
        files.write_short(append_of_lines, bytes_of_lines);
        CHECK(writer->flush(now));
    }
    std::uint64_t next() const { return writer->accounts().find(stream)->next; }
    std::string content(const std::string &name) const { return disk.content(name); }
    void others_write(const std::string &text) {
        disk.set_content("all.log", content("all.log") + text);
    }
};

} // namespace

TEST_CASE_METHOD(shared_log, "a write that is taken back takes no other line", "[other_hands]") {
    write("all", "one");
    others_write("theirs\n");
    SECTION("after one that succeeded") {
        write("all", "two");
        log("all", "three");
        fail_flush_behind(2);
        CHECK(content("all.log") == "one\ntheirs\ntwo\n");
        flush();
        CHECK(content("all.log") == "one\ntheirs\ntwo\nthree\n");
    }
    SECTION("at once") {
        log("all", "two");
        fail_flush_behind(2);
        CHECK(content("all.log") == "one\ntheirs\n");
        flush();
        CHECK(content("all.log") == "one\ntheirs\ntwo\n");
    }
    const std::uint64_t counted = next();
    start();
    CHECK(next() == counted);
}

TEST_CASE_METHOD(
    shared_log, "no batch counts for what others have written in its place", "[other_hands]") {
    write("all", "one");
    SECTION("before it was noted") {
        others_write("theirs\n");
        log("all", "a");
        fail_flush_behind(0);
    }
    SECTION("while it waits") {
        log("all", "a");
        fail_flush_behind(0);
        others_write("theirs\n");
        fail_flush_behind(0); // noted anew
    }
    start();
    CHECK(next() == 2);
    CHECK(content("all.log") == "one\ntheirs\n");
}

TEST_CASE_METHOD(
    shared_log, "what was noted counts once it stands behind theirs", "[other_hands]") {
    write("all", "one");
    log("all", "two");
    const std::size_t part = GENERATE(std::size_t{0}, std::size_t{2});
    if (part != 0) {
        files.fail(file_operation::truncate, 1, std::errc::io_error);
    }
    fail_flush_behind(part);
    others_write("theirs\n");
    const std::string there = content("all.log");
    SECTION("written") {
        flush();
        CHECK(content("all.log") == there + std::string{"two\n"}.substr(part));
        start();
        CHECK(next() == 3);
    }
    SECTION("killed") {
        fail_flush_behind(0);
        start();
        CHECK(next() == 2);
        CHECK(content("all.log").find("two") == std::string::npos);
    }
}

TEST_CASE_METHOD(shared_log, "others' last line without an end is given one", "[other_hands]") {
    write("all", "one");
    others_write("theirs");
    write("all", "two");
    CHECK(content("all.log") == "one\ntheirs\ntwo\n");
}

TEST_CASE_METHOD(shared_log, "a file that others have emptied goes on", "[other_hands]") {
    write("all", "one");
    write("all", "two");
    SECTION("between two batches") {
        disk.set_content("all.log", "");
        log("all", "three");
        SECTION("written") {
            flush();
            CHECK(content("all.log") == "three\n");
            start();
            CHECK(next() == 4);
        }
        SECTION("killed before it is") {
            fail_flush_behind(0);
            start();
            CHECK(next() == 3);
        }
    }
    SECTION("while a batch waits") {
        log("all", "three");
        fail_flush_behind(0);
        disk.set_content("all.log", "");
        flush();
        CHECK(content("all.log") == "three\n");
        start();
        CHECK(next() == 4);
    }
}

TEST_CASE_METHOD(shared_log, "two names of a file are found at a start", "[other_hands]") {
    write("a", "1");
    disk.link("a.log", "b.log");
    disk.begin_another_life(); // the ledger knows of one
    start();
    write("a", "2");
    write("b", "3");
    log("a", "4");
    log("b", "5");
    fail_flush_behind(1);
    flush();
    CHECK(content("a.log") == "1\n2\n3\n4\n5\n");
}

TEST_CASE_METHOD(shared_log, "a file that becomes another's is that one's", "[other_hands]") {
    write("a", "1");
    write("b", "2");
    REQUIRE_FALSE(disk.remove("b.log"));
    disk.link("a.log", "b.log");
    write("b", "3");
    write("a", "4");
    log("b", "5");
    fail_flush_behind(1);
    flush();
    CHECK(content("a.log") == "1\n3\n4\n5\n");
}

TEST_CASE_METHOD(
    shared_log, "a batch for two files is noted anew for what stands in both", "[other_hands]") {
    write("a", "1");
    write("b", "2");
    log("a", "3");
    log("b", "4");
    fail_flush_behind(0);
    const std::string there = GENERATE("theirs\n", "");
    for (const std::string path : {"a.log", "b.log"}) {
        disk.set_content(path, there.empty() ? "" : content(path) + there);
    }
    files.write_short(append_of_lines + 1, 0); // the part of a is written, none of b's
    CHECK(writer->flush(now));
    start();
    CHECK(next() == 3);
    CHECK(content("a.log") == (there.empty() ? "" : "1\ntheirs\n"));
    CHECK(content("b.log") == (there.empty() ? "" : "2\ntheirs\n"));
}

TEST_CASE_METHOD(
    shared_log, "where two files become one, what others have written there counts for no line",
    "[other_hands]") {
    write("a", "1");
    write("b", "2");
    REQUIRE_FALSE(disk.remove("b.log"));
    disk.link("a.log", "b.log");
    disk.set_content("a.log", content("a.log") + "theirs, and long\n");
    log("b", "3");
    fail_flush_behind(0);
    start();
    CHECK(next() == 3);
}

TEST_CASE_METHOD(
    shared_log, "lines of a file that has become another's come behind a batch that waits",
    "[other_hands]") {
    write("a", "1");
    write("b", "2");
    REQUIRE_FALSE(disk.remove("b.log"));
    disk.link("a.log", "b.log");
    REQUIRE_FALSE(writer->reopen(now));
    log("a", "3");
    fail_flush_behind(0);
    log("b", "4");
    flush();
    CHECK(content("a.log") == "1\n3\n4\n");
}

TEST_CASE_METHOD(
    shared_log, "a part that is to stand in another part's file now is noted there",
    "[other_hands]") {
    write("a", "1");
    write("b", "2");
    log("a", "3");
    log("b", "4");
    files.write_short(append_of_lines + 1, 0); // the part of a is written, none of b's
    CHECK(writer->flush(now));
    disk.set_content("a.log", "");
    REQUIRE_FALSE(disk.remove("b.log"));
    disk.link("a.log", "b.log");
    fail_flush_behind(0);
    start();
    CHECK(next() == 3);
}
