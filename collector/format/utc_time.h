// Moments as RFC 3339 writes them. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace mailslog {

struct utc_moment {
    std::int64_t second = 0; // since 1970-01-01T00:00:00Z, negative before
    std::uint32_t nanosecond = 0;
};

/// `time_ns` (since 1970-01-01T00:00:00Z, any value) taken apart.
utc_moment utc_moment_of(std::int64_t time_ns) noexcept;

/// Appends a second that 64-bit nanoseconds reach as "2026-11-22T14:22:01".
void append_utc_second(std::string &to, std::int64_t second);

/// Appends `time_ns` as "2026-11-22T14:22:01.123456789Z"
/// (RFC 3339 section 5.6).
void append_utc_time(std::string &to, std::int64_t time_ns);

} // namespace mailslog
