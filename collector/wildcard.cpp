#include "collector/wildcard.h"

#include <cstddef>

namespace mailslog {

// After a * only the last one need be tried again: what came before it has matched already.
bool matches_wildcard(std::string_view text, std::string_view wildcard) noexcept {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t at = 0;
    std::size_t star = none;
    std::size_t resumed_at = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (at < wildcard.size() && wildcard[at] == '*') {
            star = at++;
            resumed_at = i;
        } else if (at < wildcard.size() && (wildcard[at] == '?' || wildcard[at] == text[i])) {
            ++at;
            ++i;
        } else if (star != none) {
            at = star + 1;
            i = ++resumed_at;
        } else {
            return false;
        }
    }
    while (at < wildcard.size() && wildcard[at] == '*') {
        ++at;
    }
    return at == wildcard.size();
}

} // namespace mailslog
