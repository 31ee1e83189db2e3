// The numbers of one stream that did not arrive and are not given up. Pure functions on a list of
// ranges, lowest first, apart from each other; nothing loops over the numbers in a range, since a
// hostile sender chooses how many there are.
#pragma once

#include <cstdint>
#include <vector>

namespace mailslog {

/// Numbers first to last, both included.
struct sequence_range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t count() const noexcept { return last - first + 1; }
    friend bool operator==(const sequence_range &a, const sequence_range &b) noexcept {
        return a.first == b.first && a.last == b.last;
    }
};

struct missing_range {
    sequence_range numbers;
    std::int64_t noticed_ns = 0; // when a later number came
};
using missing_numbers = std::vector<missing_range>;

/// How many numbers the ranges hold.
std::uint64_t count_of(const std::vector<sequence_range> &ranges) noexcept;

bool contains(const missing_numbers &missing, std::uint64_t number) noexcept;
/// Takes one number out; where it stood inside a range there are two then.
void take_out(missing_numbers &missing, std::uint64_t number);
/// Takes out all numbers up to `last` and returns them.
std::vector<sequence_range> take_out_through(missing_numbers &missing, std::uint64_t last);

} // namespace mailslog
