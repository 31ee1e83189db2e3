#include "collector/intake/lane_quota.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

constexpr std::size_t plenty = 1'000'000;
constexpr std::uint64_t small = 8192;

/// Takes lanes of a user as long as there is room; returns how many.
std::size_t fill(lane_quota &quota, const lane_charge &lane) {
    std::size_t count = 0;
    for (; quota.has_room_for(lane); ++count) {
        quota.add(lane);
    }
    return count;
}

TEST_CASE("a user has so many lanes and no more, and leaves room for others", "[lane_quota]") {
    lane_quota quota{plenty};
    CHECK(fill(quota, {1000, small}) == lane_quota::max_user_lanes);
    CHECK(quota.has_room_for({1001, small}));
    CHECK(quota.refusal_of({1000, small}).find("user 1000") != std::string::npos);
    quota.remove({1000, small});
    CHECK(fill(quota, {1000, small}) == 1);
}

TEST_CASE("all users together have so many lanes and no more", "[lane_quota]") {
    lane_quota quota{plenty};
    std::size_t count = 0;
    for (std::uint32_t user = 0; user < 5; ++user) {
        count += fill(quota, {user, small});
    }
    CHECK(count == lane_quota::max_lanes);
    CHECK(quota.refusal_of({7, small}) == "cannot take more lanes than the 4096 that are open");
}

TEST_CASE("a user's lanes are so large in all and no larger", "[lane_quota]") {
    lane_quota quota{plenty};
    CHECK_FALSE(quota.has_room_for({1000, lane_quota::max_user_bytes + 1}));
    quota.add({1000, lane_quota::max_user_bytes - small});
    CHECK_FALSE(quota.has_room_for({1000, small + 1}));
    CHECK(quota.has_room_for({1000, small}));
    quota.add({1000, small});
    CHECK_FALSE(quota.has_room_for({1000, 1}));
    CHECK(quota.has_room_for({1001, small}));
}

TEST_CASE("lanes leave some of the process's descriptors to others", "[lane_quota]") {
    CHECK(lane_quota{plenty}.limit() == lane_quota::max_lanes);
    constexpr std::size_t enough = lane_quota::max_lanes + lane_quota::reserved_descriptors;
    CHECK(lane_quota{enough}.limit() == lane_quota::max_lanes);
    CHECK(lane_quota{enough - 1}.limit() == lane_quota::max_lanes - 1);
    CHECK(lane_quota{256}.limit() == 128);
    CHECK(lane_quota{1}.limit() == 0);
    CHECK(lane_quota{0}.limit() == 0);
    lane_quota few{256};
    CHECK(fill(few, {0, small}) == 128);
    CHECK(few.refusal_of({0, small}).find("limit of open files") != std::string::npos);
}

} // namespace
