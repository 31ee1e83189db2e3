#include "mailslot/salted_hash.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_set>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

/// libstdc++ gives so many entries 5,087 buckets: numbers so far apart share one of these.
constexpr std::uint64_t step = 5087;
constexpr std::size_t count = 3000;

template <typename Hash>
std::size_t most_in_a_bucket() {
    std::unordered_set<std::uint64_t, Hash> numbers;
    for (std::uint64_t i = 1; i <= count; ++i) {
        numbers.insert(i * step);
    }
    std::size_t most = 0;
    for (std::size_t bucket = 0; bucket < numbers.bucket_count(); ++bucket) {
        most = std::max(most, numbers.bucket_size(bucket));
    }
    return most;
}

TEST_CASE("numbers that were chosen to collide do not", "[salted_hash]") {
    CHECK(most_in_a_bucket<std::hash<std::uint64_t>>() == count);
    CHECK(most_in_a_bucket<salted_hash>() < 20); // at random it is some 6
}

TEST_CASE("no two containers have the same buckets", "[salted_hash]") {
    CHECK(salted_hash{}(1) != salted_hash{}(1));
}

} // namespace
