#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <set>

#include "mailslot/network/count_window.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::uint32_t reach = seal_opener::reorder_window;
constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();

/// The same, without a bound on memory.
class remembering_all {
public:
    explicit remembering_all(std::uint32_t first) : taken_{first} {}
    bool take(std::uint32_t count) {
        const std::uint32_t newest = *taken_.rbegin();
        return (count > newest || newest - count <= reach) && taken_.insert(count).second;
    }

private:
    std::set<std::uint32_t> taken_;
};

} // namespace

TEST_CASE("the first count has been taken", "[count_window]") {
    for (const std::uint32_t first : {std::uint32_t{0}, std::uint32_t{5000}, highest}) {
        CAPTURE(first);
        CHECK_FALSE(count_window{first}.take(first));
    }
}

TEST_CASE("counts in order are taken once each", "[count_window]") {
    count_window window{0};
    for (std::uint32_t count = 1; count < 5 * reach; ++count) {
        REQUIRE(window.take(count));
        REQUIRE_FALSE(window.take(count));
        REQUIRE_FALSE(window.take(count - 1));
    }
}

TEST_CASE("late counts are taken once as far back as the window reaches", "[count_window]") {
    constexpr std::uint32_t newest = 10 * reach;
    count_window window{newest};
    for (std::uint32_t behind = reach; behind > 0; --behind) {
        REQUIRE(window.take(newest - behind));
    }
    for (std::uint32_t behind = 0; behind <= reach; ++behind) {
        REQUIRE_FALSE(window.take(newest - behind));
    }
}

TEST_CASE("the window ends exactly where it says", "[count_window]") {
    constexpr std::uint32_t newest = 10 * reach;
    CHECK(count_window{newest}.take(newest - reach + 1));
    CHECK(count_window{newest}.take(newest - reach));
    CHECK_FALSE(count_window{newest}.take(newest - reach - 1));
    CHECK_FALSE(count_window{newest}.take(0));
}

TEST_CASE("a jump forgets nothing that is still in the window", "[count_window]") {
    for (const std::uint32_t jump : {reach - 1, reach, reach + 1, reach + 2, 3 * reach}) {
        CAPTURE(jump);
        count_window window{100};
        REQUIRE(window.take(100 + jump));
        CHECK_FALSE(window.take(100 + jump));
        CHECK_FALSE(window.take(100)); // taken, or out of reach
        CHECK(window.take(101) == (jump <= reach + 1));
        CHECK(window.take(100 + jump - 1));
    }
}

TEST_CASE("the highest count of all ends the window's way", "[count_window]") {
    count_window window{highest - 2};
    CHECK(window.take(highest));
    CHECK(window.take(highest - 1));
    CHECK_FALSE(window.take(highest));
    CHECK_FALSE(window.take(0));
}

TEST_CASE("any order of counts is taken as by a memory without bound", "[count_window]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    std::uint32_t around = 2000;
    count_window window{around};
    remembering_all model{around};
    for (int i = 0; i < 30'000; ++i) {
        around += static_cast<std::uint32_t>(random() % 1000 == 0 ? random() % 5000 : random() % 2);
        const auto count = static_cast<std::uint32_t>(around - random() % (reach + reach / 2));
        CAPTURE(i, count);
        REQUIRE(window.take(count) == model.take(count));
    }
}
