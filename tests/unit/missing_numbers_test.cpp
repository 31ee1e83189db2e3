#include "collector/ledger/missing_numbers.h"

#include <cstdint>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

missing_numbers missing(const std::vector<sequence_range> &ranges) {
    missing_numbers all;
    for (const auto &range : ranges) {
        all.push_back({range, 0});
    }
    return all;
}

std::vector<sequence_range> ranges(const missing_numbers &missing) {
    std::vector<sequence_range> all;
    for (const auto &range : missing) {
        all.push_back(range.numbers);
    }
    return all;
}

using range_list = std::vector<sequence_range>;

} // namespace

TEST_CASE("a number is missing from the first to the last of a range", "[missing_numbers]") {
    const auto list = missing({{3, 5}, {9, 9}});
    for (const std::uint64_t inside : {3U, 4U, 5U, 9U}) {
        CHECK(contains(list, inside));
    }
    for (const std::uint64_t outside : {0U, 2U, 6U, 8U, 10U}) {
        CHECK_FALSE(contains(list, outside));
    }
}

TEST_CASE("a number taken out of the middle leaves two ranges", "[missing_numbers]") {
    auto list = missing({{3, 5}, {9, 9}});
    take_out(list, 4);
    CHECK(ranges(list) == range_list{{3, 3}, {5, 5}, {9, 9}});
}

TEST_CASE("a number taken off an end shortens its range", "[missing_numbers]") {
    auto list = missing({{3, 5}, {9, 9}});
    take_out(list, 3);
    CHECK(ranges(list) == range_list{{4, 5}, {9, 9}});
    take_out(list, 5);
    CHECK(ranges(list) == range_list{{4, 4}, {9, 9}});
    take_out(list, 9);
    CHECK(ranges(list) == range_list{{4, 4}});
}

TEST_CASE("a number that is not missing can't be taken out", "[missing_numbers]") {
    auto list = missing({{3, 5}});
    for (const std::uint64_t outside : {0U, 2U, 6U}) {
        take_out(list, outside);
    }
    CHECK(ranges(list) == range_list{{3, 5}});
}

TEST_CASE("numbers are taken out up to a limit, which may lie in a range", "[missing_numbers]") {
    auto list = missing({{3, 5}, {9, 12}});
    CHECK(take_out_through(list, 2).empty());
    CHECK(take_out_through(list, 10) == range_list{{3, 5}, {9, 10}});
    CHECK(ranges(list) == range_list{{11, 12}});
    CHECK(take_out_through(list, 12) == range_list{{11, 12}});
    CHECK(list.empty());
}

TEST_CASE("the widest range costs no more than a narrow one", "[missing_numbers]") {
    auto list = missing({{1, UINT64_MAX - 1}});
    take_out(list, 7);
    CHECK(count_of(ranges(list)) == UINT64_MAX - 2);
    CHECK(count_of(take_out_through(list, UINT64_MAX)) == UINT64_MAX - 2);
}
