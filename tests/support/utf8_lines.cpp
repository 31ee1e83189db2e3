#include "tests/support/utf8_lines.h"

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// `sequence` is well formed; UTF-8 keeps the order of code points.
bool is_control(std::string_view sequence) noexcept {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) {
        return first < 0x20 || first == 0x7F;
    }
    const auto last = static_cast<unsigned char>(sequence.back());
    return (first == 0xC2 && last < 0xA0) ||
           (sequence >= "\xE2\x80\xA8" && sequence <= "\xE2\x80\xAE") ||
           (sequence >= "\xE2\x81\xA6" && sequence <= "\xE2\x81\xA9");
}

} // namespace

bool is_one_harmless_line(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t bytes = utf8_sequence_bytes(text);
        if (bytes == 0 || is_control(text.substr(0, bytes))) {
            return false;
        }
        text.remove_prefix(bytes);
    }
    return true;
}

} // namespace mailslog
