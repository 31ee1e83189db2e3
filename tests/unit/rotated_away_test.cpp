// The machine dies when rotated files have no plain name any more, since they were packed, or
// deleted to keep space: what the ledger knows of them stays known, and nothing is believed of a
// file of which nothing tells that it was rotated.
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "collector/files/log_writer.h"
#include "collector/files/packing.h"
#include "collector/files/rotated_files.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/stride.h"

using namespace mailslog;

namespace {

const std::string log_path = "all.log";
const std::string ledger_path = "all.log.ledger";
constexpr std::uint64_t travelling = 1; // a stream of another machine: it outlives this one

/// A collector's way to the log, with verbs.
struct writing {
    log_writer writer;
    wall_time now;

    explicit writing(memory_file_system &disk, int hours = 0, const std::string &pattern = log_path)
        : writer{disk, log_route{pattern}, {}, make_text_format("%v")}, now{std::chrono::hours{
                                                                            24 * 365 * 50 +
                                                                            hours}} {
        REQUIRE_FALSE(writer.open(now));
    }

    void log(std::uint64_t first, std::uint64_t last, const std::string &logger = "app") {
        for (std::uint64_t number = first; number <= last; ++number) {
            now += std::chrono::milliseconds{1};
            const std::string text = "number " + std::to_string(number);
            incoming message;
            message.sender = {travelling, number, 4711, "shop"};
            message.record.logger = logger;
            message.record.time_ns = unix_time_ns(now);
            message.record.line = text;
            message.record.full_line_bytes = text.size();
            REQUIRE_FALSE(writer.add(message, now));
            REQUIRE_FALSE(writer.flush(now));
        }
    }
    /// What the file is called now.
    std::string rotate() {
        now += std::chrono::seconds{1};
        std::vector<std::string> rotated_to;
        REQUIRE_FALSE(writer.rotate_now(now, rotated_to));
        REQUIRE(rotated_to.size() == 1);
        return rotated_to[0];
    }
    std::string notices() {
        std::string all;
        for (const auto &notice : writer.take_notices()) {
            all += notice + '\n';
        }
        return all;
    }
    const stream_account &account() const {
        const auto *found = writer.accounts().find(travelling);
        REQUIRE(found != nullptr);
        return *found;
    }
};

bool has(const std::string &text, const std::string &part) {
    return text.find(part) != text.npos;
}

enum class fate { is_packed, is_deleted };

void send_away(memory_file_system &disk, const std::string &rotated, fate fate) {
    if (fate == fate::is_deleted) {
        REQUIRE_FALSE(disk.remove(rotated));
        return;
    }
    const std::atomic<bool> stop{false};
    REQUIRE_FALSE(pack_file(disk, rotated, stop));
    REQUIRE_FALSE(disk.exists(rotated));
}

fate any_fate() {
    return GENERATE(fate::is_packed, fate::is_deleted);
}

/// A disk on which three lines went into a file that was rotated.
struct rotated_log {
    memory_file_system disk;
    writing before{disk};
    std::string rotated;

    rotated_log() {
        before.log(1, 3);
        rotated = before.rotate();
    }
};

} // namespace

TEST_CASE("what a file had that was rotated away is known behind a death", "[rotated_away]") {
    rotated_log log;
    send_away(log.disk, log.rotated, any_fate());
    if (GENERATE(true, false)) { // else a mere kill
        log.disk.begin_another_life();
    }
    writing after{log.disk, 1};
    CHECK(after.notices().empty());
    CHECK(after.account().next == 4);
    CHECK(after.account().written == 3);
}

TEST_CASE("devices may be numbered anew when a file was rotated away", "[rotated_away]") {
    rotated_log log;
    send_away(log.disk, log.rotated, any_fate());
    log.disk.begin_another_life();
    log.disk.change_device();
    writing after{log.disk, 1};
    CHECK(after.notices().empty());
    CHECK(after.account().next == 4);
}

TEST_CASE("of a routed log's files each has its own fate", "[rotated_away]") {
    const std::string pattern = "l/{logger}.log";
    memory_file_system disk;
    writing before{disk, 0, pattern};
    before.log(1, 3, "a");
    send_away(disk, before.rotate(), any_fate());
    before.log(4, 5, "b");
    disk.set_content("l/b.log", "");
    disk.begin_another_life();
    writing after{disk, 1, pattern};
    CHECK(has(after.notices(), "l/b.log has lost 9 bytes"));
    CHECK(after.account().next == 4);
}

TEST_CASE("a new file may have the inode of one that was packed", "[rotated_away]") {
    memory_file_system disk;
    writing before{disk};
    before.log(1, 3);
    const std::string early_ledger = disk.content(ledger_path);
    file_identity first;
    REQUIRE_FALSE(disk.identify(log_path, first));
    send_away(disk, before.rotate(), fate::is_packed);
    before.log(4, 5);
    const std::string late_ledger = disk.content(ledger_path);
    const std::string second = before.rotate();
    file_identity live;
    REQUIRE_FALSE(disk.identify(log_path, live));
    REQUIRE(live == first);
    send_away(disk, second, fate::is_packed);
    disk.begin_another_life();

    std::uint64_t next = 6;
    std::string unknown_to_ledger;
    SECTION("the ledger has all") {}
    SECTION("it lacks the second rotation") {
        disk.set_content(ledger_path, late_ledger);
        unknown_to_ledger = second + ".gz is a file that its ledger does not know";
    }
    SECTION("it knows of the first file only") {
        disk.set_content(ledger_path, early_ledger);
        unknown_to_ledger = second + ".gz is a file that its ledger does not know";
        next = 4;
    }
    writing after{disk, 1};
    CHECK(after.account().next == next);
    const std::string notices = after.notices();
    CHECK(notices.empty() == unknown_to_ledger.empty());
    CHECK(has(notices, unknown_to_ledger));
    CHECK_FALSE(has(notices, "has lost"));
}

TEST_CASE("a live file behind one that was packed is ours to mend", "[rotated_away]") {
    rotated_log log;
    send_away(log.disk, log.rotated, fate::is_packed);
    const std::string ledger = log.disk.content(ledger_path);
    log.before.log(4, 5);
    log.disk.set_content(ledger_path, ledger);
    const bool has_zeros = GENERATE(false, true);
    log.disk.set_content(log_path, "number 4\nnum" + std::string(has_zeros ? 100 : 0, '\0'));
    log.disk.begin_another_life();
    writing after{log.disk, 1};
    const std::string notices = after.notices();
    CHECK(has(notices, "all.log was torn"));
    CHECK(has(notices, "all.log has 9 bytes that its ledger does not know"));
    CHECK(after.writer.accounts().has_forgotten_past());
    after.log(6, 6);
    CHECK(log.disk.content(log_path).rfind("number 4\n", 0) == 0);
    CHECK_FALSE(has(log.disk.content(log_path), "num\n"));
    CHECK_FALSE(has(log.disk.content(log_path), std::string(1, '\0')));
}

TEST_CASE("a live file is told of whose ledger ends where a file was deleted", "[rotated_away]") {
    rotated_log log;
    send_away(log.disk, log.rotated, fate::is_deleted);
    const std::string ledger = log.disk.content(ledger_path);
    log.before.log(4, 5);
    log.disk.set_content(ledger_path, ledger);
    log.disk.begin_another_life();
    writing after{log.disk, 1};
    CHECK(has(after.notices(), "all.log has 18 bytes that its ledger does not know"));
    CHECK(after.account().next == 4);
    CHECK(after.writer.accounts().has_forgotten_past());
}

TEST_CASE("a file was packed, and the ledger may end before it was rotated", "[rotated_away]") {
    memory_file_system disk;
    writing before{disk};
    before.log(1, 3);
    const std::string ledger = disk.content(ledger_path);
    before.log(4, 5);
    const std::string rotated = before.rotate();
    send_away(disk, rotated, fate::is_packed);
    disk.set_content(ledger_path, ledger);
    disk.begin_another_life();
    writing after{disk, 1};
    const std::string notices = after.notices();
    CHECK(has(notices, rotated + ".gz is a file that its ledger does not know"));
    CHECK_FALSE(has(notices, "are gone"));
    CHECK(after.account().next == 4);
    CHECK(after.writer.accounts().has_forgotten_past());
}

TEST_CASE("the ledger may be cut anywhere behind a file that was packed", "[rotated_away]") {
    rotated_log log;
    send_away(log.disk, log.rotated, fate::is_packed);
    log.before.log(4, 5);
    log.disk.begin_another_life();
    const std::string ledger = log.disk.content(ledger_path);
    const bool leaves_zeros = GENERATE(false, true);
    for (std::size_t cut = 0; cut <= ledger.size(); cut += test_stride) {
        INFO("ledger cut to " << cut << " of " << ledger.size());
        memory_file_system disk = log.disk.copy();
        disk.set_content(
            ledger_path,
            ledger.substr(0, cut) + std::string(leaves_zeros ? ledger.size() - cut : 0, '\0'));
        writing after{disk, 1};
        const std::string notices = after.notices();
        after.log(6, 6);
        REQUIRE_FALSE(has(notices, "are gone"));
        const bool admits = has(notices, "does not know") || has(notices, "could not be read") ||
                            has(notices, "had no ledger");
        REQUIRE((after.account().lost == 0 || admits));
        REQUIRE(after.account().next == 7);
    }
}

TEST_CASE("a file is gone of which nothing tells that it was rotated", "[rotated_away]") {
    memory_file_system disk;
    writing before{disk};
    before.log(1, 3);
    const std::string first = before.rotate();
    before.log(4, 5);
    const std::string second = before.rotate();

    SECTION("neither of its names is there, nor the next file's") {
        REQUIRE_FALSE(disk.remove(second));
        REQUIRE_FALSE(disk.remove(log_path));
    }
    SECTION("the file before it is the live one") {
        REQUIRE_FALSE(disk.remove(second));
        REQUIRE_FALSE(disk.replace(first, log_path));
    }
    SECTION("another file has its name") {
        disk.put("another", "number 4\nnumber 5\n");
        REQUIRE_FALSE(disk.replace("another", second));
    }
    SECTION("what was packed is the file before it") {
        send_away(disk, first, fate::is_packed);
        REQUIRE_FALSE(disk.remove(second));
        REQUIRE_FALSE(disk.remove(log_path));
    }
    SECTION("it was packed in part") {
        REQUIRE_FALSE(disk.remove(second));
        REQUIRE_FALSE(disk.remove(log_path));
        disk.put(second + ".gz.tmp", "");
    }
    disk.begin_another_life();
    writing after{disk, 1};
    const std::string notices = after.notices();
    CHECK(has(notices, "2 records that were written are gone"));
    CHECK(after.account().next == 4);
}

TEST_CASE("a new live file tells nothing where no rotation is known", "[rotated_away]") {
    memory_file_system disk;
    writing before{disk};
    before.log(1, 3);
    disk.put("another", "somebody's\n");
    REQUIRE_FALSE(disk.replace("another", log_path));
    disk.begin_another_life();
    writing after{disk, 1};
    CHECK(has(after.notices(), "2 records that were written are gone"));
}

TEST_CASE("a file is not known by what was packed before its ledger began", "[rotated_away]") {
    memory_file_system disk;
    disk.put(packed_path("all-20010101T000000.000Z.log"), "packed");
    writing before{disk};
    before.log(1, 3);
    REQUIRE_FALSE(disk.remove(log_path));
    disk.begin_another_life();
    writing after{disk, 1};
    const std::string notices = after.notices();
    CHECK(has(notices, "2 records that were written are gone"));
    CHECK_FALSE(has(notices, ".gz"));
    CHECK(after.writer.accounts().find(travelling) == nullptr);
}

TEST_CASE("nor by any where its begin is not known", "[rotated_away]") {
    memory_file_system disk;
    disk.put(packed_path("all-20010101T000000.000Z.log"), "packed");
    disk.put(log_path, "old\n");
    { writing before{disk}; }
    disk.begin_another_life();
    writing after{disk, 1};
    CHECK(after.notices().empty());
}

TEST_CASE("a stranger's file stays as it is where one was deleted", "[rotated_away]") {
    rotated_log log;
    log.disk.put("another", "a text without an end");
    send_away(log.disk, log.rotated, fate::is_deleted);
    REQUIRE_FALSE(log.disk.replace("another", log_path));
    log.disk.begin_another_life();
    const writing after{log.disk, 1};
    CHECK(log.disk.content(log_path).rfind("a text without an end\n", 0) == 0);
}
