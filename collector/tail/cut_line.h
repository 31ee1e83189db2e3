// Reads what cut_marker.h writes. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace mailslog {

/// Takes "…[+N bytes]" off the end of `text` and returns N; 0 if it does not end so.
std::uint64_t take_cut_marker(std::string_view &text) noexcept;

} // namespace mailslog
