// Moments as an operator writes them after --since and --until. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailslog {

/// What is understood, for an error's text.
inline constexpr std::string_view time_argument_forms =
    "a time such as '2026-11-22 14:22', 14:22, 2026-11-22T14:22:01Z, '10min ago', -15m, yesterday, "
    "today or now";

/// Nanoseconds since 1970. Local time where no zone is given; a time of day is today's, a date
/// begins at its midnight; "-15m" and "15min ago" count from `now_ns`. Nothing if it is none of
/// time_argument_forms.
std::optional<std::int64_t> parse_time_argument(std::string_view text, std::int64_t now_ns);

} // namespace mailslog
