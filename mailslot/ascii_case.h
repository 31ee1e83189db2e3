// Upper and lower case of ASCII alone: what names of computers and slots are compared by, the same
// in every locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace mailslog {

inline char ascii_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline char ascii_upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

inline bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char left, char right) {
        return ascii_lower(left) == ascii_lower(right);
    });
}

} // namespace mailslog
