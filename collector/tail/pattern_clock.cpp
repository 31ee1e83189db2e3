#include "collector/tail/pattern_clock.h"

#include <algorithm>
#include <charconv>

#include "collector/tail/time_text.h"

namespace mailslog {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

bool is_letter(char byte) noexcept {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

std::size_t leading(std::string_view text, bool (*is_right)(char)) noexcept {
    const auto *const end = std::find_if_not(text.begin(), text.end(), is_right);
    return static_cast<std::size_t>(end - text.begin());
}

/// How many digits a flag shows; 0: none, or not always as many.
std::size_t digits_of(char flag) noexcept {
    switch (flag) {
    case 'Y':
        return 4;
    case 'm':
    case 'd':
    case 'C':
    case 'H':
    case 'I':
    case 'M':
    case 'S':
        return 2;
    case 'e':
        return 3;
    case 'f':
        return 6;
    case 'F':
        return 9;
    default:
        return 0;
    }
}

std::int64_t number(std::string_view text) noexcept {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

int month_of(std::string_view name) noexcept {
    const std::size_t at =
        name.size() < 3 ? std::string_view::npos : months.find(name.substr(0, 3));
    return at == std::string_view::npos ? 0 : static_cast<int>(at / 3) + 1;
}

} // namespace

bool pattern_clock::is_time_flag(char flag) noexcept {
    constexpr std::string_view flags = "YmdCHIMSefFEpzaAbhB";
    return flags.find(flag) != std::string_view::npos;
}

std::size_t pattern_clock::length_of(char flag, std::string_view text) noexcept {
    constexpr std::size_t none = std::string_view::npos;
    if (flag == 'z') {
        calendar_time time;
        std::string_view rest = text;
        const bool taken = take_zone(rest, time) && time.offset_minutes;
        return taken ? text.size() - rest.size() : none;
    }
    if (flag == 'p') {
        return text.substr(0, 2) == "AM" || text.substr(0, 2) == "PM" ? 2 : none;
    }
    const std::size_t fixed = digits_of(flag);
    const bool is_number = fixed != 0 || flag == 'E';
    const std::size_t present = leading(text, is_number ? is_digit : is_letter);
    if (flag == 'd' && present == 1) {
        return 1; // within %c it has no zero in front
    }
    const std::size_t length = fixed == 0 ? present : std::min(fixed, present);
    return length == 0 || length < fixed ? none : length;
}

void pattern_clock::clear() {
    parts_ = {};
    parts_.year = parts_.month = parts_.day = 0;
    parts_.hour = -1;
    afternoon_ = twelve_hours_ = false;
    epoch_seconds_.reset();
}

void pattern_clock::take(char flag, std::string_view text) {
    const auto value = static_cast<int>(is_digit(text.empty() ? ' ' : text[0]) ? number(text) : 0);
    switch (flag) {
    case 'Y':
        parts_.year = value;
        break;
    case 'C': // this century's, as long as we write it
        parts_.year = 2000 + value;
        break;
    case 'm':
        parts_.month = value;
        break;
    case 'b':
    case 'h':
    case 'B':
        parts_.month = month_of(text);
        break;
    case 'd':
        parts_.day = value;
        break;
    case 'H':
        parts_.hour = value;
        break;
    case 'I':
        parts_.hour = value;
        twelve_hours_ = true;
        break;
    case 'p':
        afternoon_ = text == "PM";
        break;
    case 'M':
        parts_.minute = value;
        break;
    case 'S':
        parts_.second = value;
        break;
    case 'e':
        parts_.nanosecond = value * std::int64_t{1'000'000};
        break;
    case 'f':
        parts_.nanosecond = value * std::int64_t{1'000};
        break;
    case 'F':
        parts_.nanosecond = value;
        break;
    case 'E':
        epoch_seconds_ = number(text);
        break;
    case 'z':
        take_zone(text, parts_);
        break;
    default:
        break;
    }
}

std::optional<std::int64_t> pattern_clock::time_ns() {
    constexpr std::int64_t most_seconds = std::int64_t{1} << 33U; // the year 2242
    if (epoch_seconds_) {
        const bool fits = *epoch_seconds_ <= most_seconds;
        return fits ? std::optional{*epoch_seconds_ * ns_per_second + parts_.nanosecond}
                    : std::nullopt;
    }
    if (twelve_hours_) {
        parts_.hour = parts_.hour % 12 + (afternoon_ ? 12 : 0);
        twelve_hours_ = false;
    }
    if (parts_.second > 60) {
        return std::nullopt;
    }
    const auto minute = minute_ns();
    if (!minute) {
        return std::nullopt;
    }
    return *minute + parts_.second * ns_per_second + parts_.nanosecond;
}

std::optional<std::int64_t> pattern_clock::minute_ns() {
    calendar_time minute = parts_;
    minute.second = 0;
    minute.nanosecond = 0;
    const auto &last = last_minute_;
    const bool is_last = last.minute == minute.minute && last.hour == minute.hour &&
                         last.day == minute.day && last.month == minute.month &&
                         last.year == minute.year && last.offset_minutes == minute.offset_minutes;
    if (!is_last || !last_minute_ns_) {
        last_minute_ = minute;
        last_minute_ns_ = nanoseconds_of(minute);
    }
    return last_minute_ns_;
}

} // namespace mailslog
