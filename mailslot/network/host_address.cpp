#include "mailslot/network/host_address.h"

#include <algorithm>

#include "mailslot/ascii_case.h"

namespace mailslog {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool can_be_in_a_label(char c) noexcept {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || is_digit(c) || c == '-' || c == '_';
}

bool can_be_label(std::string_view label) noexcept {
    return !label.empty() && std::all_of(label.begin(), label.end(), can_be_in_a_label);
}

/// Hexadecimal numbers begin with a digit, too.
bool is_number(std::string_view label) noexcept {
    const bool is_hexadecimal = label.size() > 1 && label[0] == '0' && ascii_lower(label[1]) == 'x';
    return is_hexadecimal || std::all_of(label.begin(), label.end(), is_digit);
}

} // namespace

bool can_be_host_name(std::string_view text) noexcept {
    for (;;) {
        const std::string_view label = text.substr(0, text.find('.'));
        if (!can_be_label(label)) {
            return false;
        }
        if (label.size() == text.size()) {
            return !is_number(label);
        }
        text.remove_prefix(label.size() + 1);
    }
}

} // namespace mailslog
