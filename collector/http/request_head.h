// What is looked at of an HTTP request: its first line and its Host. Ranges, encodings, bodies are
// for larger servers, and cost memory and stack to whoever reads them. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mailslog {

/// Ends the last line of a request's head, and the empty line behind it.
inline constexpr std::string_view end_of_head = "\n\r\n";

/// What is looked at has room in this.
inline constexpr std::size_t max_head_bytes = 4096;

/// Of a head, its end included: only the lines that are looked at, and the empty one. Nothing if
/// they are longer than max_head_bytes.
std::string essential_head(std::string_view head);

} // namespace mailslog
