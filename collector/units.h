// Sizes, durations and rates as people write them on a command line. Pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mailslog {

/// "500K", "64MiB", "1GB", "4096": K, M, G, T with iB or nothing are powers of 1024, with B alone
/// powers of 1000; any case, no fraction, more than 0. Nothing if it is no size or overflows.
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

/// "90s", "15m", "24h", "7d", more than 0. Nothing if it is no duration or overflows.
std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept;

struct line_rate {
    std::uint64_t lines = 0; // 0: as many as come
    std::chrono::seconds duration{0};
};

/// "1000/1s", "50000/1m": so many lines in such a time; neither is 0. Nothing if it is no rate.
std::optional<line_rate> parse_rate(std::string_view text) noexcept;

} // namespace mailslog
