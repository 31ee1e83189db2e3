#include "collector/tail/time_argument.h"

#include <charconv>
#include <limits>

#include "collector/tail/time_text.h"

namespace mailslog {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_day = 86'400;

struct unit {
    std::string_view name;
    std::int64_t seconds;
};

constexpr unit units[] = {
    {"s", 1},          {"sec", 1},         {"second", 1},   {"seconds", 1},   {"m", 60},
    {"min", 60},       {"minute", 60},     {"minutes", 60}, {"h", 3600},      {"hour", 3600},
    {"hours", 3600},   {"d", 86'400},      {"day", 86'400}, {"days", 86'400}, {"w", 604'800},
    {"week", 604'800}, {"weeks", 604'800},
};

/// "15m", "2 hours"
std::optional<std::int64_t> parse_span_ns(std::string_view text) noexcept {
    std::int64_t count = 0;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, count);
    if (parsed.ec != std::errc{} || count < 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    text.remove_prefix(text.substr(0, 1) == " " ? 1 : 0);
    for (const unit &unit : units) {
        if (text == unit.name) {
            const std::int64_t factor = unit.seconds * ns_per_second;
            const bool fits = count <= std::numeric_limits<std::int64_t>::max() / factor;
            return fits ? std::optional{count * factor} : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> parse_ago(std::string_view text, std::int64_t now_ns) noexcept {
    constexpr std::string_view ago = " ago";
    std::optional<std::int64_t> span;
    if (take_word(text, "-")) {
        span = parse_span_ns(text);
    } else if (text.size() > ago.size() && text.substr(text.size() - ago.size()) == ago) {
        span = parse_span_ns(text.substr(0, text.size() - ago.size()));
    }
    return span && *span <= now_ns ? std::optional{now_ns - *span} : std::nullopt;
}

/// Noon is in every day, whatever the clock is put forward by at its midnight.
std::optional<std::int64_t> midnight(std::int64_t now_ns, int days_before) {
    calendar_time noon = local_reading(now_ns);
    noon.hour = 12;
    noon.minute = noon.second = 0;
    noon.nanosecond = 0;
    const auto today = nanoseconds_of(noon);
    if (!today) {
        return std::nullopt;
    }
    calendar_time day = local_reading(*today - days_before * seconds_per_day * ns_per_second);
    day.hour = 0;
    return nanoseconds_of(day);
}

std::optional<std::int64_t> parse_word(std::string_view text, std::int64_t now_ns) {
    if (text == "now") {
        return now_ns;
    }
    if (text == "today") {
        return midnight(now_ns, 0);
    }
    return text == "yesterday" ? midnight(now_ns, 1) : std::nullopt;
}

std::optional<std::int64_t> parse_calendar(std::string_view text, std::int64_t now_ns) {
    calendar_time time;
    std::string_view rest = text;
    if (take_date(rest, time)) {
        if (rest.empty()) {
            return nanoseconds_of(time);
        }
        if (!take_word(rest, " ") && !take_word(rest, "T")) {
            return std::nullopt;
        }
    } else {
        rest = text;
        const calendar_time today = local_reading(now_ns);
        time = {};
        time.year = today.year;
        time.month = today.month;
        time.day = today.day;
    }
    const bool is_time = take_time_of_day(rest, time) && take_zone(rest, time) && rest.empty();
    return is_time ? nanoseconds_of(time) : std::nullopt;
}

} // namespace

std::optional<std::int64_t> parse_time_argument(std::string_view text, std::int64_t now_ns) {
    if (const auto ago = parse_ago(text, now_ns)) {
        return ago;
    }
    const auto named = parse_word(text, now_ns);
    return named ? named : parse_calendar(text, now_ns);
}

} // namespace mailslog
