#include "collector/units.h"

#include <charconv>
#include <limits>
#include <string>
#include <system_error>

namespace mailslog {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::uint64_t kilo = 1000;
constexpr std::uint64_t mega = 1000 * kilo;
constexpr std::uint64_t giga = 1000 * mega;
constexpr std::uint64_t tera = 1000 * giga;
constexpr std::uint64_t kibi = 1024;
constexpr std::uint64_t mebi = 1024 * kibi;
constexpr std::uint64_t gibi = 1024 * mebi;
constexpr std::uint64_t tebi = 1024 * gibi;

// In upper case, for a comparison in any.
constexpr unit size_units[] = {
    {"", 1},       {"B", 1},                                    // bytes
    {"K", kibi},   {"M", mebi},   {"G", gibi},   {"T", tebi},   // as people say it
    {"KIB", kibi}, {"MIB", mebi}, {"GIB", gibi}, {"TIB", tebi}, // as IEC 80000-13 does
    {"KB", kilo},  {"MB", mega},  {"GB", giga},  {"TB", tera},  // as the SI does
};

constexpr std::uint64_t minute = 60;
constexpr std::uint64_t hour = 60 * minute;
constexpr std::uint64_t day = 24 * hour;

constexpr unit duration_units[] = {{"s", 1}, {"m", minute}, {"h", hour}, {"d", day}};

char upper(char letter) noexcept {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool same_in_any_case(std::string_view text, std::string_view in_upper_case) noexcept {
    if (text.size() != in_upper_case.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (upper(text[i]) != in_upper_case[i]) {
            return false;
        }
    }
    return true;
}

/// Takes the digits off `text`; nothing if there are none, they overflow, or they mean 0.
std::optional<std::uint64_t> take_number(std::string_view &text) noexcept {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number == 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<std::uint64_t>
product(std::uint64_t number, std::uint64_t factor, std::uint64_t limit) noexcept {
    if (number > limit / factor) {
        return std::nullopt;
    }
    return number * factor;
}

} // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    const auto number = take_number(text);
    for (const unit &unit : size_units) {
        if (number && same_in_any_case(text, unit.name)) {
            return product(*number, unit.factor, std::numeric_limits<std::uint64_t>::max());
        }
    }
    return std::nullopt;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept {
    constexpr auto limit = static_cast<std::uint64_t>(std::chrono::seconds::max().count());
    const auto number = take_number(text);
    for (const unit &unit : duration_units) {
        if (number && text == unit.name) {
            const auto seconds = product(*number, unit.factor, limit);
            return seconds ? std::optional{std::chrono::seconds{*seconds}} : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<line_rate> parse_rate(std::string_view text) noexcept {
    const auto lines = take_number(text);
    if (!lines || text.substr(0, 1) != "/") {
        return std::nullopt;
    }
    const auto duration = parse_duration(text.substr(1));
    return duration ? std::optional{line_rate{*lines, *duration}} : std::nullopt;
}

} // namespace mailslog
