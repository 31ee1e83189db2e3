#include "collector/files/sync_schedule.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;

const wall_time noon{std::chrono::hours{12}};
constexpr level levels[] = {level::trace, level::debug, level::info,
                            level::warn,  level::err,   level::critical};

TEST_CASE("never is never, whatever is demanded", "[sync_schedule]") {
    sync_schedule schedule;
    schedule.line_waits(level::critical);
    schedule.written(noon);
    schedule.demand();
    CHECK_FALSE(schedule.is_on());
    CHECK_FALSE(schedule.is_due(noon + 24h));
    CHECK_FALSE(schedule.deadline());
}

TEST_CASE("by rotation it is due on demand alone, and once", "[sync_schedule]") {
    sync_schedule schedule{{sync_moment::rotation}};
    schedule.line_waits(level::critical);
    schedule.written(noon);
    CHECK_FALSE(schedule.is_due(noon + 24h));
    CHECK_FALSE(schedule.deadline());
    schedule.demand();
    CHECK(schedule.is_due(noon));
    schedule.done();
    CHECK_FALSE(schedule.is_due(noon));
}

TEST_CASE(
    "by interval it is due so long after the first line that the disk lacks", "[sync_schedule]") {
    sync_schedule schedule{{sync_moment::interval, 5s}};
    CHECK_FALSE(schedule.deadline());
    schedule.written(noon);
    schedule.written(noon + 4s);
    CHECK(schedule.deadline() == noon + 5s);
    CHECK_FALSE(schedule.is_due(noon + 5s - 1ns));
    CHECK(schedule.is_due(noon + 5s));
    schedule.done();
    CHECK_FALSE(schedule.is_due(noon + 24h));
    CHECK_FALSE(schedule.deadline());
}

TEST_CASE("a clock that was set back does not put it off", "[sync_schedule]") {
    sync_schedule schedule{{sync_moment::interval, 5s}};
    schedule.written(noon);
    CHECK(schedule.is_due(noon - 1s));
}

TEST_CASE("by level it is due after a line from that level up", "[sync_schedule]") {
    for (const level from : levels) {
        for (const level line : levels) {
            sync_schedule schedule{{sync_moment::level, 0s, from}};
            schedule.line_waits(line);
            CHECK_FALSE(schedule.is_due(noon)); // it is not written yet
            schedule.written(noon);
            CHECK(schedule.is_due(noon) == (line >= from));
        }
    }
}

} // namespace
