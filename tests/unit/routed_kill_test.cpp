// The promise of ledger_kill_test.cpp for a routed log, where a batch goes into several files, of
// which fewer are open than it has: killed at any call to the file system, restarted, and lived to
// its end, it has each line once, in the right file, and the figures agree.
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "collector/files/log_writer.h"
#include "collector/ledger/journal.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/small_lanes.h"

using namespace mailslog;

namespace {

constexpr int script_steps = 7;
const std::string pattern = "l/{process}/{logger}.log";
const std::string ledger_path = "l/{process}+{logger}.log.ledger";

struct world {
    memory_file_system disk;
    failing_file_system files{disk};
    std::vector<routed_lane> lanes{routed_lane{1}, routed_lane{2}};
    wall_time now{std::chrono::hours{24 * 365 * 50}};
    int step = 0;

    void senders_act() {
        for (int line = 0; line < 3; ++line) {
            lanes[0].log();
        }
        if (step % 2 == 0) {
            lanes[1].log();
        }
        if (step % 3 == 1) {
            lanes[0].drop();
        }
        ++step;
        now += std::chrono::milliseconds{700};
    }
};

enum class on_failure { dies, tries_again };

/// From where the script stands to its end. False: it could not end well.
bool live(world &world, on_failure then = on_failure::dies) {
    rotation_settings rotation;
    rotation.max_bytes = 40;
    target_limits limits;
    limits.open = 2;
    log_writer writer{world.files,
                      log_route{pattern},
                      rotation,
                      make_text_format("%v"),
                      log_writer::default_memory_bytes,
                      limits};
    lane_feeder feeder{writer, world.lanes};
    if (!feeder.start(world.now)) {
        return false;
    }
    bool is_written = false;
    for (int turns = 0; world.step < script_steps || !is_written; ++turns) {
        if (world.step < script_steps) {
            world.senders_act();
        }
        is_written = feeder.turn(world.now);
        if (!is_written && (then == on_failure::dies || turns > 3 * script_steps)) {
            return false;
        }
    }
    return feeder.end(world.now) || (then == on_failure::tries_again && feeder.end(world.now));
}

void live_to_the_end(world &world) {
    world.files.heal();
    REQUIRE(live(world));
}

/// "lost 2 records from p1[1]"
std::uint64_t lost_in(const std::string &line, const std::string &process) {
    std::istringstream words{line};
    std::string word;
    std::uint64_t lost = 0;
    std::string from;
    words >> word >> lost >> word >> word >> from;
    return line.rfind("lost ", 0) == 0 && from == process + "[1]" ? lost : 0;
}

void check(const world &world) {
    for (const routed_lane &lane : world.lanes) {
        std::map<std::string, std::map<std::string, int>> expected; // of a logger: its lines
        for (std::uint64_t number = 1; number <= lane.logged; ++number) {
            expected[routed_lane::logger(number)][lane.line(number)] = 1;
        }
        std::uint64_t lost = 0;
        std::uint64_t written = 0;
        for (const std::string &path : world.disk.paths()) {
            const std::string folder = "l/" + lane.process() + "/";
            if (path.rfind(folder, 0) != 0) {
                continue;
            }
            const std::string logger =
                path.substr(folder.size(), path[folder.size()] == '_' ? 1 : 2);
            std::istringstream lines{world.disk.content(path)};
            for (std::string line; std::getline(lines, line);) {
                REQUIRE_FALSE(lines.eof()); // it would be torn
                if (line.rfind("w ", 0) == 0) {
                    REQUIRE(expected[logger][line]-- == 1);
                    ++written;
                } else {
                    REQUIRE(lost_in(line, lane.process()) > 0);
                    lost += lost_in(line, lane.process());
                }
            }
        }
        REQUIRE(lost == lane.dropped);
        REQUIRE(written + lost == lane.logged);
    }
}

void check_ledger(world &world) {
    ledger ledger;
    ledger_file::recovered found;
    REQUIRE_FALSE(ledger_file(world.disk, ledger_path).open(log_route{pattern}, ledger, found));
    REQUIRE(found.found);
    REQUIRE(found.notice.empty());
    for (const routed_lane &lane : world.lanes) {
        const auto *account = ledger.find(lane.stream_id);
        REQUIRE(account != nullptr);
        REQUIRE(account->lost == lane.dropped);
        REQUIRE(account->written == lane.logged - lane.dropped);
        REQUIRE(account->elsewhere == 0);
    }
}

std::size_t calls_of_a_life() {
    world world;
    REQUIRE(live(world));
    check(world);
    return world.files.calls().size();
}

} // namespace

TEST_CASE("the scripted life has batches of several files, and rotations", "[routed_kill]") {
    world world;
    REQUIRE(live(world));
    check(world);
    check_ledger(world);
    CHECK(world.files.count(file_operation::rename) > 3);
    CHECK(world.disk.exists("l/p1/x0.log"));
    CHECK(world.disk.exists("l/p2/x1.log"));
}

TEST_CASE("a kill at any call loses nothing in any file, and repeats nothing", "[routed_kill]") {
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; ++call) {
        for (const std::size_t bytes : {std::size_t{0}, std::size_t{7}, std::size_t{70}}) {
            INFO("killed at call " << call << " of " << calls << ", writing " << bytes);
            world world;
            world.files.fail_from(call, std::errc::io_error, bytes);
            REQUIRE_FALSE(live(world));
            live_to_the_end(world);
            check(world);
            check_ledger(world);
        }
    }
}

TEST_CASE("nor does a kill of the collector that starts then", "[routed_kill]") {
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; call += 11) {
        for (std::size_t second = 1; second <= 60; second += 2) {
            INFO("killed at call " << call << " of " << calls << ", then at " << second);
            world world;
            world.files.fail_from(call, std::errc::io_error, 7);
            REQUIRE_FALSE(live(world));
            world.files.heal();
            world.files.fail_from(second, std::errc::io_error, 20);
            static_cast<void>(live(world));
            live_to_the_end(world);
            check(world);
        }
    }
}

TEST_CASE(
    "calls that fail are made good in every file, be it killed then or not", "[routed_kill]") {
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; ++call) {
        for (const std::size_t later : {0U, 3U, 9U}) {
            INFO("call " << call << " of " << calls << " failed, killed later: " << later);
            world world;
            world.files.fail_call(call, std::errc::no_space_on_device);
            if (later != 0) {
                world.files.fail_from(call + later, std::errc::io_error, 7);
            }
            static_cast<void>(live(world, on_failure::tries_again));
            live_to_the_end(world);
            check(world);
        }
    }
}

TEST_CASE("a batch's entry cut at any byte counts not at all", "[routed_kill]") {
    world whole;
    REQUIRE(live(whole));
    // the life again, up to a batch of several files that is noted and not written
    const std::size_t calls = calls_of_a_life();
    std::size_t tried = 0;
    for (std::size_t call = 1; call <= calls && tried < 3; ++call) {
        world before;
        before.files.fail_from(call, std::errc::io_error, 0);
        REQUIRE_FALSE(live(before));
        const std::string bytes = before.disk.content(ledger_path);
        const auto entries = journal::parse(bytes);
        const auto last = entries.empty() ? std::nullopt : batch_of(entries.back());
        if (!last || last->spans.size() < 3) {
            continue;
        }
        ++tried;
        for (std::size_t cut = 1; cut < entries.back().payload.size() + 24; ++cut) {
            INFO("call " << call << ", cut by " << cut);
            world torn;
            torn.files.fail_from(call, std::errc::io_error, 0);
            REQUIRE_FALSE(live(torn));
            torn.disk.set_content(ledger_path, bytes.substr(0, bytes.size() - cut));
            // what an entry announces is not begun before the entry stands
            for (const log_span &span : last->spans) {
                const std::string path = "l/" + std::string{span.log};
                torn.disk.set_content(path, torn.disk.content(path).substr(0, span.start_bytes));
            }
            live_to_the_end(torn);
            check(torn);
        }
    }
    CHECK(tried == 3);
}
