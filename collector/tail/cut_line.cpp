#include "collector/tail/cut_line.h"

#include <charconv>

namespace mailslog {

std::uint64_t take_cut_marker(std::string_view &text) noexcept {
    constexpr std::string_view opening = "\xE2\x80\xA6[+";
    constexpr std::string_view closing = " bytes]";
    const std::size_t at = text.rfind(opening);
    if (at == std::string_view::npos || text.size() < at + opening.size() + closing.size() ||
        text.substr(text.size() - closing.size()) != closing) {
        return 0;
    }
    const char *const begin = text.data() + at + opening.size();
    const char *const end = text.data() + text.size() - closing.size();
    std::uint64_t bytes = 0;
    const auto parsed = std::from_chars(begin, end, bytes);
    if (parsed.ec != std::errc{} || parsed.ptr != end || bytes == 0) {
        return 0;
    }
    text = text.substr(0, at);
    return bytes;
}

} // namespace mailslog
