#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr std::size_t max_sequence_bytes = 4;

struct sequence_shape {
    std::size_t bytes = 0;
    unsigned char second_min = 0x80;
    unsigned char second_max = 0xBF;
};

constexpr std::size_t sequence_bytes(unsigned char lead) noexcept {
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// RFC 3629 section 4: the narrower second bytes rule out overlong forms, surrogates and code points
// beyond U+10FFFF.
constexpr sequence_shape shape_of(unsigned char lead) noexcept {
    switch (lead) {
    case 0xE0:
        return {3, 0xA0, 0xBF};
    case 0xED:
        return {3, 0x80, 0x9F};
    case 0xF0:
        return {4, 0x90, 0xBF};
    case 0xF4:
        return {4, 0x80, 0x8F};
    default:
        return {sequence_bytes(lead)};
    }
}

bool is_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

} // namespace

std::size_t utf8_sequence_bytes(std::string_view text) noexcept {
    if (text.empty()) {
        return 0;
    }
    const sequence_shape shape = shape_of(static_cast<unsigned char>(text[0]));
    if (text.size() < shape.bytes) {
        return 0;
    }
    if (shape.bytes < 2) {
        return shape.bytes;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    if (second < shape.second_min || second > shape.second_max) {
        return 0;
    }
    for (std::size_t i = 2; i < shape.bytes; ++i) {
        if (!is_continuation(text[i])) {
            return 0;
        }
    }
    return shape.bytes;
}

std::size_t cut_at_code_point(std::string_view text, std::size_t limit_bytes) noexcept {
    if (text.size() <= limit_bytes) {
        return text.size();
    }
    for (std::size_t back = 1; back < max_sequence_bytes && back <= limit_bytes; ++back) {
        const std::size_t start = limit_bytes - back;
        if (utf8_sequence_bytes(text.substr(start)) > back) {
            return start;
        }
    }
    return limit_bytes;
}

} // namespace mailslog
