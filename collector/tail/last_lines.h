// Finds where the last lines of a file begin, reading from its end only as far as needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <system_error>

#include "collector/files/file_system.h"

namespace mailslog {

/// Sets `offset` to where the last `lines` lines of the file begin; 0 if it has no more than these.
/// Text behind the last line feed counts as a line, but is never cut through: the last 0 lines
/// begin before it, too.
std::error_code find_last_lines(file &file, std::size_t lines, std::uint64_t &offset);

} // namespace mailslog
