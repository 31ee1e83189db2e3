// Names from anywhere as parts of a path: whatever a sender calls itself, what comes of it is one
// part, shows what it is, and leads nowhere else. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailslog {

/// What stands for an empty name, and for those that are one too many (log_targets.h). No other
/// name becomes one of these.
inline constexpr std::string_view empty_name = "_";
inline constexpr std::string_view overflow_name = "_overflow";

/// The shortest `max_bytes` that leaves a name anything beside the mark of a cut.
inline constexpr std::size_t min_safe_name_bytes = 24;

/// Appends `name` in at most `max_bytes`. Letters, digits, - _ . + @ = , and what is harmless to
/// look at beyond ASCII stay; every other byte becomes %XX, and so do a . or - at the beginning, a
/// . at the end, and the first letter of what Windows takes for a device (con, nul.log). What is
/// longer is cut at a code point and ends in ~ and 16 digits that depend on all of it.
///
/// Names that differ stay different (cut ones: as a rule), as far as the file system tells them
/// apart: there may be some that take A for a.
void append_safe_name(std::string &to, std::string_view name, std::size_t max_bytes);

/// Appends %XX for each byte.
void append_encoded(std::string &to, std::string_view bytes);

/// Whether Windows takes a file's name for a device, whatever stands behind the first dot.
bool is_device(std::string_view name) noexcept;

} // namespace mailslog
