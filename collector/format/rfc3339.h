// Moments as RFC 3339 section 5.6 writes them, read. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mailslog {

/// "2003-10-11T22:14:15.003-07:00" as nanoseconds since 1970-01-01T00:00:00Z; nothing for any other
/// text and for years that these can't express (before 1678, after 2261). Digits behind the ninth
/// of the second's fraction are left out. No second 60, which RFC 5424 section 6.2.3 rules out,
/// too.
std::optional<std::int64_t> parse_rfc3339(std::string_view text) noexcept;

} // namespace mailslog
