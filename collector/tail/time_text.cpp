#include "collector/tail/time_text.h"

namespace mailslog {
namespace {

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

bool take_fraction(std::string_view &text, std::int64_t &nanosecond) noexcept {
    constexpr std::size_t most_digits = 9;
    std::size_t digits = 0;
    std::int64_t value = 0;
    for (; digits < text.size() && is_digit(text[digits]); ++digits) {
        if (digits == most_digits) {
            return false;
        }
        value = value * 10 + (text[digits] - '0');
    }
    text.remove_prefix(digits);
    for (std::size_t i = digits; i < most_digits; ++i) {
        value *= 10;
    }
    nanosecond = value;
    return digits > 0;
}

} // namespace

bool take_digits(std::string_view &text, std::size_t digits, int &value) noexcept {
    if (text.size() < digits) {
        return false;
    }
    int taken = 0;
    for (const char byte : text.substr(0, digits)) {
        if (!is_digit(byte)) {
            return false;
        }
        taken = taken * 10 + (byte - '0');
    }
    value = taken;
    text.remove_prefix(digits);
    return true;
}

bool take_word(std::string_view &text, std::string_view word) noexcept {
    const bool taken = text.substr(0, word.size()) == word;
    text.remove_prefix(taken ? word.size() : 0);
    return taken;
}

bool take_date(std::string_view &text, calendar_time &time) noexcept {
    return take_digits(text, 4, time.year) && take_word(text, "-") &&
           take_digits(text, 2, time.month) && take_word(text, "-") &&
           take_digits(text, 2, time.day);
}

bool take_time_of_day(std::string_view &text, calendar_time &time) noexcept {
    if (!take_digits(text, 2, time.hour) || !take_word(text, ":") ||
        !take_digits(text, 2, time.minute)) {
        return false;
    }
    if (!take_word(text, ":")) {
        return true;
    }
    return take_digits(text, 2, time.second) &&
           (!take_word(text, ".") || take_fraction(text, time.nanosecond));
}

bool take_zone(std::string_view &text, calendar_time &time) noexcept {
    if (take_word(text, "Z")) {
        time.offset_minutes = 0;
        return true;
    }
    const bool west = take_word(text, "-");
    if (!west && !take_word(text, "+")) {
        return true;
    }
    int hours = 0;
    int minutes = 0;
    if (!take_digits(text, 2, hours)) {
        return false;
    }
    take_word(text, ":");
    if (!take_digits(text, 2, minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    time.offset_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

} // namespace mailslog
