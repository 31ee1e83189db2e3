// What a line of the log may consist of.
#pragma once

#include <string_view>

namespace mailslog {

/// Whether `text` is valid UTF-8 without any control character (C0, DEL, C1), separator of lines,
/// or what turns the direction of writing.
bool is_one_harmless_line(std::string_view text) noexcept;

} // namespace mailslog
