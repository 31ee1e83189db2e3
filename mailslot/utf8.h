// The little that we need of UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace mailslog {

/// The longest prefix of `text` of at most `limit_bytes` that does not split a UTF-8 sequence. In
/// text that is not UTF-8, at most three bytes less than the limit.
std::size_t cut_at_code_point(std::string_view text, std::size_t limit_bytes) noexcept;

/// The length of the well-formed UTF-8 sequence at the start of `text` (1 to 4), or 0 when there
/// is none: a stray byte, an overlong form, a surrogate, or beyond U+10FFFF.
std::size_t utf8_sequence_bytes(std::string_view text) noexcept;

} // namespace mailslog
