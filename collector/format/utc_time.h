// Moments as RFC 3339 writes them. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace mailslog {

/// Appends `time_ns` (since 1970-01-01T00:00:00Z, any value) as "2026-11-22T14:22:01.123456789Z"
/// (RFC 3339 section 5.6).
void append_utc_time(std::string &to, std::int64_t time_ns);

} // namespace mailslog
