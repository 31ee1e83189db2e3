#include "collector/configuration/near_name.h"

#include <algorithm>
#include <numeric>

namespace mailslog {
namespace {

/// More than a third of a name wrong is another name.
constexpr std::size_t letters_per_slip = 3;

/// Levenshtein's distance, a row of his table at a time.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::string nearest_name(std::string_view written, const std::vector<std::string> &names) {
    std::string nearest;
    std::size_t fewest = written.size() / letters_per_slip + 1;
    for (const std::string &name : names) {
        const bool is_comparable = written.size() <= 2 * name.size(); // a hostile one is long
        const std::size_t slips = is_comparable ? distance(written, name) : fewest;
        if (slips < fewest) {
            nearest = name;
            fewest = slips;
        }
    }
    return nearest;
}

} // namespace mailslog
