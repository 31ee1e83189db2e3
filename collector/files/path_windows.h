// Paths as Windows' file functions take them.
#pragma once

#include <string>
#include <system_error>

namespace mailslog {

/// Turns a UTF-8 path into an absolute UTF-16 one, of any length up to 32,767 units. Errors:
/// illegal_byte_sequence (no UTF-8), the system's own.
std::error_code system_path(const std::string &path, std::wstring &out);

/// The path without its last element; empty when there is nothing above it.
std::wstring folder_above(const std::wstring &system_path);

} // namespace mailslog
