#include "collector/intake/account_table.h"

#include <ctime>
#include <random>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

template <typename Ids>
std::clock_t time_to_fill(Ids next_id) {
    account_table table;
    const std::clock_t begun = std::clock();
    while (!table.is_flooded()) {
        table.change(next_id());
    }
    return std::clock() - begun;
}

TEST_CASE("stream ids that were chosen to collide cost no more than any", "[account_table]") {
    std::mt19937_64 random{1};
    // libstdc++'s counts of buckets on the way to a full table: the ids are equal modulo each.
    constexpr std::uint64_t step = std::uint64_t{5087} * 10273 * 20753;
    std::uint64_t chosen = 0;
    const std::clock_t usual = time_to_fill(random);
    CHECK(time_to_fill([&] { return chosen += step; }) < 20 * usual + CLOCKS_PER_SEC / 50);
}

} // namespace
