// What follows a line that its sender had to cut: …[+N bytes]
#pragma once

#include <cstdint>
#include <string>

namespace mailslog {

/// Appends the marker for `missing_bytes` cut off; nothing for 0.
void append_cut_marker(std::string &to, std::uint64_t missing_bytes);

} // namespace mailslog
