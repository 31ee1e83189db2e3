// The promise that a kill at any instruction loses nothing that waits in a lane and writes nothing
// twice, tried at every call that a collector makes to the file system: a scripted life of batches,
// rotations and compactions is killed there, restarted from the files as they are, and lived to
// its end; then the log must hold each number once, written or reported lost, and the ledger agree.
#include "collector/ledger/ledger_file.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/small_collector.h"
#include "tests/support/stride.h"

using namespace mailslog;

namespace {

constexpr int script_steps = 14;
constexpr auto whole_append = std::numeric_limits<std::size_t>::max();
/// Enough for what a turn leaves over, and for the retry of a rotation that failed.
constexpr int turns_to_the_end = 10;
const std::string log_path = "all.log";

/// What outlives a collector: the disk, the senders and their lanes, the clock.
struct world {
    memory_file_system disk;
    failing_file_system files{disk};
    std::vector<small_lane> lanes{small_lane{1}, small_lane{2}, small_lane{3}};
    wall_time now{std::chrono::hours{24 * 365 * 50}};
    int step = 0;

    world() = default;

    /// Lane 1 drops some lines, lane 2 is silent at times, the writers of lanes 1 and 3 die with
    /// lines dropped last.
    void senders_act() {
        lanes[0].log();
        lanes[0].log();
        if (step % 4 == 1) {
            lanes[0].drop();
        }
        if (step % 3 == 0) {
            lanes[1].log();
        }
        if (step == script_steps - 1) {
            lanes[0].drop();
            lanes[0].writer_is_gone = true;
        }
        if (step == 5) {
            lanes[2].log();
            lanes[2].drop();
            lanes[2].drop();
            lanes[2].writer_is_gone = true;
        }
    }

    void advance() {
        ++step;
        now += std::chrono::milliseconds{300};
    }
};

std::unique_ptr<small_collector> make_collector(world &world) {
    small_collector::settings settings;
    settings.log_path = log_path;
    settings.rotation.max_bytes = 60;
    settings.growth_bytes = 800;
    return std::make_unique<small_collector>(world.files, settings);
}

enum class on_failure { dies, tries_again };

std::unique_ptr<small_collector> start(world &world, on_failure then) {
    for (int tries = then == on_failure::dies ? 1 : 3; tries > 0; --tries) {
        auto collector = make_collector(world);
        if (collector->start(world.lanes, world.now)) {
            return collector;
        }
    }
    return nullptr;
}

/// One collector's life, from where the script stands to its end. False: it could not end well.
bool live(world &world, on_failure then = on_failure::dies) {
    const auto collector = start(world, then);
    if (collector == nullptr) {
        return false;
    }
    while (world.step < script_steps + turns_to_the_end) {
        if (world.step < script_steps) {
            world.senders_act();
        }
        world.advance();
        if (!collector->turn(world.now) && then == on_failure::dies) {
            return false;
        }
    }
    return collector->stop() || (then == on_failure::tries_again && collector->stop());
}

void live_to_the_end(world &world) {
    world.files.heal();
    world.step = std::min(world.step, script_steps);
    REQUIRE(live(world));
}

std::map<std::uint64_t, int> each_once(const std::vector<std::uint64_t> &numbers) {
    std::map<std::uint64_t, int> counts;
    for (const auto number : numbers) {
        counts[number] = 1;
    }
    return counts;
}

std::vector<std::uint64_t> not_dropped(const small_lane &lane) {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t n = 1; n <= lane.logged; ++n) {
        if (std::find(lane.dropped.begin(), lane.dropped.end(), n) == lane.dropped.end()) {
            numbers.push_back(n);
        }
    }
    return numbers;
}

void check_log(world &world) {
    auto content = read_log(world.disk, log_path);
    REQUIRE(content.is_whole);
    for (const auto &lane : world.lanes) {
        REQUIRE(content.written[lane.stream_id] == each_once(not_dropped(lane)));
        REQUIRE(content.lost[lane.stream_id] == each_once(lane.dropped));
    }
}

void check_ledger(world &world) {
    ledger ledger;
    ledger_file::recovered found;
    REQUIRE_FALSE(
        ledger_file(world.disk, log_path + ".ledger").open(log_route{log_path}, ledger, found));
    REQUIRE(found.found);
    REQUIRE(found.notice.empty());
    REQUIRE_FALSE(ledger.has_forgotten_past());
    std::uint64_t logged = 0;
    for (const auto &lane : world.lanes) {
        const auto *account = ledger.find(lane.stream_id);
        REQUIRE(account != nullptr);
        REQUIRE(account->written == lane.logged - lane.dropped.size());
        REQUIRE(account->lost == lane.dropped.size());
        REQUIRE(account->elsewhere == 0);
        logged += lane.logged;
    }
    REQUIRE(ledger.totals().written + ledger.totals().lost == logged);
}

void check(world &world) {
    check_log(world);
    check_ledger(world);
}

std::size_t calls_of_a_life() {
    world world;
    REQUIRE(live(world));
    return world.files.calls().size();
}

} // namespace

TEST_CASE("the scripted life has batches, rotations and compactions", "[ledger_kill]") {
    world world;
    REQUIRE(live(world));
    check(world);
    CHECK(world.files.count(file_operation::append) > script_steps * std::size_t{2});
    CHECK(world.files.count(file_operation::rename) > 3);
    CHECK(world.files.count(file_operation::replace) > 3);
}

TEST_CASE("a kill at any call loses nothing and repeats nothing", "[ledger_kill]") {
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; call += test_stride) {
        for (const std::size_t bytes :
             {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{20}, std::size_t{70},
              whole_append}) {
            INFO("killed at call " << call << " of " << calls << ", writing " << bytes);
            world world;
            world.files.fail_from(call, std::errc::io_error, bytes);
            REQUIRE_FALSE(live(world));
            live_to_the_end(world);
            check(world);
        }
    }
}

TEST_CASE("a kill of the restarted collector at any call does as little", "[ledger_kill]") {
    constexpr std::size_t calls_of_a_start = 40; // and of the turns after it
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; call += test_stride) {
        for (std::size_t second = 1; second <= calls_of_a_start; ++second) {
            INFO("killed at call " << call << " of " << calls << ", then at " << second);
            world world;
            world.files.fail_from(call, std::errc::io_error, 7);
            REQUIRE_FALSE(live(world));
            world.files.heal();
            world.files.fail_from(second, std::errc::io_error, 20);
            static_cast<void>(live(world)); // the rest of a life may be shorter
            live_to_the_end(world);
            check(world);
        }
    }
}

TEST_CASE("a call that fails once is made good without a restart", "[ledger_kill]") {
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; call += test_stride) {
        INFO("call " << call << " of " << calls << " failed");
        world world;
        world.files.fail_call(call, std::errc::no_space_on_device);
        REQUIRE(live(world, on_failure::tries_again));
        check(world);
    }
}

TEST_CASE("an append that goes in by half is made good without a restart", "[ledger_kill]") {
    world unharmed;
    REQUIRE(live(unharmed));
    const std::size_t appends = unharmed.files.count(file_operation::append);
    for (std::size_t append = 1; append <= appends; ++append) {
        for (const std::size_t bytes : {std::size_t{1}, std::size_t{9}, std::size_t{30}}) {
            INFO("append " << append << " wrote " << bytes);
            world world;
            world.files.write_short(append, bytes);
            REQUIRE(live(world, on_failure::tries_again));
            check(world);
        }
    }
}

TEST_CASE("a kill after calls that failed loses and repeats nothing", "[ledger_kill]") {
    const std::size_t calls = calls_of_a_life();
    for (std::size_t call = 1; call <= calls; call += test_stride) {
        for (const std::size_t failing : {1U, 2U, 3U}) {
            for (std::size_t later = 1; later <= 12; ++later) {
                INFO(
                    "call " << call << " of " << calls << " and so many in all failed: " << failing
                            << ", killed " << later << " after them");
                world world;
                for (std::size_t i = 0; i < failing; ++i) {
                    world.files.fail_call(call + i, std::errc::no_space_on_device);
                }
                world.files.fail_from(call + failing + later, std::errc::io_error, 7);
                static_cast<void>(live(world, on_failure::tries_again));
                live_to_the_end(world);
                check(world);
            }
        }
    }
}
