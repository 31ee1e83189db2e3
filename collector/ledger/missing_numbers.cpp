#include "collector/ledger/missing_numbers.h"

#include <algorithm>

namespace mailslog {
namespace {

/// The first range that ends at `number` or later.
template <typename Missing>
auto range_at(Missing &missing, std::uint64_t number) noexcept {
    return std::find_if(missing.begin(), missing.end(), [number](const missing_range &range) {
        return number <= range.numbers.last;
    });
}

} // namespace

std::uint64_t count_of(const std::vector<sequence_range> &ranges) noexcept {
    std::uint64_t count = 0;
    for (const auto &range : ranges) {
        count += range.count();
    }
    return count;
}

bool contains(const missing_numbers &missing, std::uint64_t number) noexcept {
    const auto range = range_at(missing, number);
    return range != missing.end() && range->numbers.first <= number;
}

void take_out(missing_numbers &missing, std::uint64_t number) {
    const auto range = range_at(missing, number);
    if (range == missing.end() || number < range->numbers.first) {
        return;
    }
    const missing_range whole = *range;
    auto rest = missing.erase(range);
    if (number < whole.numbers.last) {
        rest = missing.insert(rest, {{number + 1, whole.numbers.last}, whole.noticed_ns});
    }
    if (whole.numbers.first < number) {
        missing.insert(rest, {{whole.numbers.first, number - 1}, whole.noticed_ns});
    }
}

std::vector<sequence_range> take_out_through(missing_numbers &missing, std::uint64_t last) {
    std::vector<sequence_range> taken;
    auto range = missing.begin();
    for (; range != missing.end() && range->numbers.last <= last; ++range) {
        taken.push_back(range->numbers);
    }
    if (range != missing.end() && range->numbers.first <= last) {
        taken.push_back({range->numbers.first, last});
        range->numbers.first = last + 1;
    }
    missing.erase(missing.begin(), range);
    return taken;
}

} // namespace mailslog
