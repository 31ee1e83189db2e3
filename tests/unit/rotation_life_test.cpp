// A year of daily rotation, compression and retention in no time: the clock is the test's. And
// lives that are killed at each call to the file system, restarted from the files as they are, and
// lived to their end: then exactly those files are there that the settings promise, each with the
// line that was written on its day.
#include <algorithm>
#include <limits>

#include "collector/files/packing.h"
#include "collector/files/rotating_file.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/gunzip.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/stride.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

using path_list = std::vector<std::string>;

constexpr const char *live = "logs/all.log";
constexpr const char *notes = "logs/all-notes.log"; // an operator's
constexpr auto day = 24h;
constexpr auto never = std::numeric_limits<std::size_t>::max();
const wall_time first_morning{1795339800000ms}; // 2026-11-22T09:30:00Z: nowhere near midnight

wall_time morning_of(int number) {
    return first_morning + day * number;
}

/// All are of one length.
std::string line_of(int number) {
    return "day " + std::to_string(1000 + number) + "\n";
}

/// What the settings promise for daily files.
struct promise {
    retention_settings keep;
    bool packs = true;
    int kept = 0; // how many rotated files stay
};

promise by_number() {
    promise made{{}, true, 5};
    made.keep.files = 5;
    return made;
}

promise by_age() {
    promise made{{}, true, 4};
    made.keep.age = 4 * day;
    return made;
}

promise by_size() {
    promise made{{}, false, 6};
    made.keep.bytes = 6 * line_of(0).size() + 1;
    return made;
}

promise by_all() {
    promise made{{}, true, 3};
    made.keep.files = 3;
    made.keep.age = 30 * day;
    made.keep.bytes = 1000000;
    return made;
}

/// What outlives a collector.
struct world {
    memory_file_system disk;
    failing_file_system files{disk};
    std::optional<wall_time> begun; // as the ledger keeps it
    promise made;
    std::size_t killed_at = never;

    explicit world(promise what) : made{what} { disk.put(notes, "keep me"); }

    void kill_at(std::size_t call) {
        files.heal();
        files.forget_calls();
        killed_at = call;
        if (call != never) {
            files.fail_from(call, std::errc::io_error, never);
        }
    }
    bool is_dead() const { return files.calls().size() >= killed_at; }
};

/// A day of a collector; false if it is killed. (Where it dies in the midst of a line, the ledger
/// sees to it in a real one; here a line is there whole or not at all.)
bool live_through_day(world &world, rotating_file &log, int today) {
    const wall_time now = morning_of(today);
    const std::string line = line_of(today);
    const std::atomic<bool> stop{false};
    if (world.disk.content(live) != line) {
        if (log.rotation_is_due(line.size(), now)) {
            (void)log.rotate(log.next_rotated_path(now), now);
        }
        if (world.is_dead() || log.append(line)) {
            return false;
        }
    }
    world.begun = log.begun();
    log.delete_overdue(now);
    if (world.made.packs && log.closed_through()) {
        (void)pack_rotated_files(world.files, live, *log.closed_through(), stop);
    }
    return !world.is_dead();
}

/// A collector from a day's morning on. Returns the day on which it is killed.
int live_through(world &world, int first_day, int end_day) {
    rotation_settings rotation;
    rotation.period = rotation_period::day;
    rotation.keep = world.made.keep;
    rotating_file log{world.files, live, rotation};
    rotated_index index{world.files};
    int today = first_day;
    if (!log.open(morning_of(today), world.begun, &index) && !world.is_dead()) {
        while (today < end_day && live_through_day(world, log, today)) {
            ++today;
        }
    }
    return today;
}

void live_to_the_end(world &world, int from, int days) {
    world.kill_at(never);
    REQUIRE(live_through(world, from, days) == days);
}

void check(const world &world, int days) {
    path_list expected{notes, live};
    for (int number = days - world.made.kept; number < days; ++number) {
        // the line of a day is in the file that was rotated on the next one
        const std::string path = rotated_path(live, morning_of(number));
        expected.push_back(world.made.packs ? packed_path(path) : path);
        const std::string content = world.disk.content(expected.back());
        CHECK((world.made.packs ? gunzipped(content) : content) == line_of(number - 1));
    }
    std::sort(expected.begin(), expected.end());
    CHECK(world.disk.paths() == expected);
    CHECK(world.disk.content(live) == line_of(days - 1));
    CHECK(world.disk.content(notes) == "keep me");
}

std::size_t calls_of(const promise &made, int days) {
    world unharmed{made};
    live_to_the_end(unharmed, 0, days);
    return unharmed.files.calls().size();
}

} // namespace

TEST_CASE("a year of rotation leaves exactly what the settings promise", "[rotation_life]") {
    constexpr int days = 365;
    const promise made =
        GENERATE(by_number(), by_age(), by_size(), by_all(), promise{{}, true, days - 1});
    world world{made};
    live_to_the_end(world, 0, days);
    check(world, days);
}

TEST_CASE("a kill at any call leaves exactly what the settings promise", "[rotation_life]") {
    constexpr int days = 9;
    const promise made = GENERATE(by_number(), by_age(), by_size(), by_all());
    const std::size_t calls = calls_of(made, days);
    for (std::size_t call = 1; call <= calls; call += test_stride) {
        INFO("killed at call " << call << " of " << calls);
        world world{made};
        world.kill_at(call);
        const int died_on = live_through(world, 0, days);
        live_to_the_end(world, died_on, days);
        check(world, days);
    }
}

TEST_CASE("a second kill after the restart does as little", "[rotation_life]") {
    constexpr int days = 8;
    constexpr std::size_t calls_of_a_restart = 30;
    const std::size_t calls = calls_of(by_all(), days);
    for (std::size_t call = calls / 2; call <= calls; call += test_stride) {
        for (std::size_t second = 1; second <= calls_of_a_restart; ++second) {
            INFO("killed at call " << call << " of " << calls << ", then at " << second);
            world world{by_all()};
            world.kill_at(call);
            int today = live_through(world, 0, days);
            world.kill_at(second);
            today = live_through(world, today, days);
            live_to_the_end(world, today, days);
            check(world, days);
        }
    }
}

TEST_CASE("a year with a kill a day ends as one without", "[rotation_life]") {
    constexpr int days = 365;
    constexpr std::size_t calls_of_a_day = 45;
    const promise made = GENERATE(by_number(), by_age(), by_size(), by_all());
    world world{made};
    for (int today = 0; today < days; ++today) {
        world.kill_at(static_cast<std::size_t>(today) % calls_of_a_day + 1);
        (void)live_through(world, today, today + 1);
        live_to_the_end(world, today, today + 1);
    }
    check(world, days);
}
