#include "mailslot/short_name.h"

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6"; // U+2026
constexpr std::size_t max_continuation_bytes = 3;     // in one UTF-8 sequence, RFC 3629 section 3

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::string_view end_of(std::string_view text, std::size_t limit_bytes) noexcept {
    std::string_view end = text.substr(text.size() - limit_bytes);
    std::size_t stray = 0;
    while (stray < max_continuation_bytes && stray < end.size() && is_continuation(end[stray])) {
        ++stray;
    }
    return end.substr(stray);
}

} // namespace

short_name cut_name(std::string_view name, std::size_t limit_bytes) noexcept {
    return {name.substr(0, cut_at_code_point(name, limit_bytes - ellipsis.size())), ellipsis};
}

short_name cut_path(std::string_view path, std::size_t limit_bytes) noexcept {
    return {ellipsis, end_of(path, limit_bytes - ellipsis.size())};
}

} // namespace mailslog
