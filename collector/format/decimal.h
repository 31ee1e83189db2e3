// Whole numbers appended to text, without the temporary that std::to_string() makes.
#pragma once

#include <charconv>
#include <limits>
#include <string>

namespace mailslog {

template <typename Integer>
void append_decimal(std::string &to, Integer value) {
    char digits[std::numeric_limits<Integer>::digits10 + 2]; // one digit more, and a sign
    const auto written = std::to_chars(std::begin(digits), std::end(digits), value);
    to.append(digits, written.ptr);
}

} // namespace mailslog
