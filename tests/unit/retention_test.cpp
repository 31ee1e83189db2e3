#include "collector/files/retention.h"

#include <limits>

#include "tests/support/catch.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

const wall_time now{1795348800000ms};

/// Files of these sizes, the oldest first, rotated an hour apart, the last one just now.
std::vector<kept_file> hourly(const std::vector<std::uint64_t> &sizes) {
    std::vector<kept_file> files;
    auto stamp = now - 1h * (static_cast<int>(sizes.size()) - 1);
    for (const std::uint64_t bytes : sizes) {
        files.push_back({stamp, bytes});
        stamp += 1h;
    }
    return files;
}

retention_settings keep(std::size_t files, std::uint64_t bytes, std::chrono::seconds age) {
    retention_settings keep;
    keep.files = files;
    keep.bytes = bytes;
    keep.age = age;
    return keep;
}

} // namespace

TEST_CASE("without a limit every file stays", "[retention]") {
    CHECK(surplus_of(hourly({1, 2, 3}), {}, now + 24h * 3650) == 0);
    CHECK_FALSE(retention_settings{}.has_limit());
}

TEST_CASE("the newest files stay, as many as are granted", "[retention]") {
    CHECK(surplus_of(hourly({1, 1, 1}), keep(2, 0, 0s), now) == 1);
    CHECK(surplus_of(hourly({1, 1, 1}), keep(3, 0, 0s), now) == 0);
    CHECK(surplus_of(hourly({1, 1, 1}), keep(4, 0, 0s), now) == 0);
    CHECK(surplus_of({}, keep(1, 0, 0s), now) == 0);
}

TEST_CASE("the newest files stay that fit the size together", "[retention]") {
    CHECK(surplus_of(hourly({10, 20, 30}), keep(0, 60, 0s), now) == 0);
    CHECK(surplus_of(hourly({10, 20, 30}), keep(0, 59, 0s), now) == 1);
    CHECK(surplus_of(hourly({10, 20, 30}), keep(0, 49, 0s), now) == 2);
    CHECK(surplus_of(hourly({10, 20, 30}), keep(0, 29, 0s), now) == 3);
    CHECK(surplus_of(hourly({1, 100, 10}), keep(0, 50, 0s), now) == 2); // not the small one alone
}

TEST_CASE("sizes of any magnitude are added up without overflow", "[retention]") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    CHECK(surplus_of(hourly({most, most}), keep(0, most, 0s), now) == 1);
    CHECK(surplus_of(hourly({most, most}), keep(0, 1, 0s), now) == 2);
}

TEST_CASE("a file stays as long after its rotation as is granted", "[retention]") {
    const auto two_hours = keep(0, 0, 2h);
    CHECK(surplus_of(hourly({1, 1, 1}), two_hours, now - 1ns) == 0);
    CHECK(surplus_of(hourly({1, 1, 1}), two_hours, now) == 1);
    CHECK(surplus_of(hourly({1, 1, 1}), two_hours, now + 2h - 1ns) == 2);
    CHECK(surplus_of(hourly({1, 1, 1}), two_hours, now + 2h) == 3);
    CHECK(end_of_age(now, two_hours) == now + 2h);
    CHECK_FALSE(end_of_age(now, {}));
    CHECK(surplus_of({{wall_time::max(), 1}}, two_hours, now) == 0);
}

TEST_CASE("of several limits the narrowest counts", "[retention]") {
    CHECK(surplus_of(hourly({1, 1, 1, 1}), keep(3, 1000, 90min), now) == 2);
    CHECK(surplus_of(hourly({1, 1, 1, 1}), keep(1, 1000, 90min), now) == 3);
    CHECK(surplus_of(hourly({1, 1, 1, 1}), keep(3, 1000, 24h), now) == 1);
    CHECK(surplus_of(hourly({1, 1, 1, 1}), keep(3, 1, 24h), now) == 3);
}

TEST_CASE("the free floor is a size, or a part of the disk", "[retention]") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    retention_settings keep;
    CHECK(free_floor_of(keep, {0, 1000}) == 0);
    keep.free_percent = 5;
    CHECK(free_floor_of(keep, {0, 1000}) == 50);
    keep.free_percent = 99;
    CHECK(free_floor_of(keep, {0, most}) == most / 100 * 99);
    keep.free_percent = 0;
    keep.free_bytes = 70;
    CHECK(free_floor_of(keep, {0, 1000}) == 70);
    CHECK(keep.has_limit());
}
