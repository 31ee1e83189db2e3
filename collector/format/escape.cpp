#include "collector/format/escape.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr std::uint64_t each_byte = 0x0101010101010101;
constexpr std::uint64_t high_bits = each_byte * 0x80;

/// Of U+2000 to U+2FFF, which begin with the byte E2, what ends a line (U+2028, U+2029) or turns
/// the direction of what follows (U+202A to U+202E, U+2066 to U+2069; UAX #9 section 2).
bool is_separator_or_turn(unsigned char second, unsigned char third) noexcept {
    return (second == 0x80 && third >= 0xA8 && third <= 0xAE) ||
           (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

/// Whether `sequence`, which is well formed, is one of C0, DEL, C1 and these.
bool is_control(std::string_view sequence) noexcept {
    const auto first = static_cast<unsigned char>(sequence[0]);
    const auto last = static_cast<unsigned char>(sequence.back());
    switch (sequence.size()) {
    case 1:
        return first < 0x20 || first == 0x7F;
    case 2:
        return first == 0xC2 && last < 0xA0;
    case 3:
        return first == 0xE2 && is_separator_or_turn(static_cast<unsigned char>(sequence[1]), last);
    default:
        return false;
    }
}

// Of eight bytes at once: bits of high_bits, some if any of the bytes is meant, none if none is. A
// borrow or a carry into the next byte comes from a byte that is meant itself.

std::uint64_t zero_bytes(std::uint64_t word) noexcept {
    return (word - each_byte) & ~word & high_bits;
}

/// Control characters, and what is no ASCII.
std::uint64_t controls_or_high(std::uint64_t word) noexcept {
    return (word | (word - each_byte * 0x20) | (word + each_byte)) & high_bits;
}

/// The letter of the short escape that both syntaxes have; 0 if there is none.
char short_escape(char byte) noexcept {
    return byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte == '\t' ? 't' : '\0';
}

void append_hex(std::string &to, unsigned value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        to += hex_digits[(value >> shift) & 0xF];
    }
}

struct text_syntax {
    static bool is_special(char) noexcept { return false; }
    static std::uint64_t specials(std::uint64_t) noexcept { return 0; }

    static void append_unwanted(std::string &to, std::string_view sequence) {
        for (const char byte : sequence) {
            append_stray_byte(to, byte);
        }
    }

    static void append_stray_byte(std::string &to, char byte) {
        to += "\\x";
        append_hex(to, static_cast<unsigned char>(byte), 2);
    }
};

struct json_syntax {
    static bool is_special(char byte) noexcept { return byte == '"' || byte == '\\'; }

    static std::uint64_t specials(std::uint64_t word) noexcept {
        return zero_bytes(word ^ each_byte * '"') | zero_bytes(word ^ each_byte * '\\');
    }

    static unsigned code_point_of_control(std::string_view sequence) noexcept {
        const auto last = static_cast<unsigned char>(sequence.back());
        if (sequence.size() != 3) {
            return last; // C1 is U+00NN with NN the last byte, too
        }
        const auto second = static_cast<unsigned char>(sequence[1]);
        return 0x2000U | (second & 0x3FU) << 6U | (last & 0x3FU);
    }

    static void append_unwanted(std::string &to, std::string_view sequence) {
        if (is_special(sequence[0])) {
            to.append("\\").append(sequence);
            return;
        }
        to += "\\u";
        append_hex(to, code_point_of_control(sequence), 4);
    }

    static void append_stray_byte(std::string &to, char) { to += "\xEF\xBF\xBD"; }
};

std::uint64_t load_four(const char *from) noexcept {
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

/// All of fewer than eight bytes, in no particular order, some of them twice or blanks beside them.
std::uint64_t load_short(std::string_view text) noexcept {
    if (text.size() >= 4) {
        return load_four(text.data()) | load_four(text.data() + text.size() - 4) << 32;
    }
    std::uint64_t word = each_byte * ' ';
    for (const char byte : text) {
        word = word << 8 | static_cast<unsigned char>(byte);
    }
    return word;
}

/// Eight bytes of `text` from `at`, or its last eight, or what it has.
std::uint64_t load_word(std::string_view text, std::size_t at) noexcept {
    std::uint64_t word = 0;
    if (text.size() < sizeof word) {
        return load_short(text.substr(at));
    }
    std::memcpy(&word, text.data() + std::min(at, text.size() - sizeof word), sizeof word);
    return word;
}

template <typename Syntax>
bool is_harmless(std::uint64_t word) noexcept {
    return (controls_or_high(word) | Syntax::specials(word)) == 0;
}

/// As many bytes as are looked at with one branch.
constexpr std::size_t stride_bytes = 4 * sizeof(std::uint64_t);

template <typename Syntax>
bool is_harmless_stride(const char *from) noexcept {
    std::uint64_t words[stride_bytes / sizeof(std::uint64_t)];
    std::memcpy(words, from, sizeof words);
    std::uint64_t found = 0;
    for (const std::uint64_t word : words) {
        found |= controls_or_high(word) | Syntax::specials(word);
    }
    return found == 0;
}

/// How much of `text`, from its start, may be appended as it is.
template <typename Syntax>
std::size_t harmless_prefix(std::string_view text) noexcept {
    std::size_t at = 0;
    while (text.size() - at >= stride_bytes && is_harmless_stride<Syntax>(text.data() + at)) {
        at += stride_bytes;
    }
    while (at < text.size()) {
        const std::uint64_t word = load_word(text, at);
        if (is_harmless<Syntax>(word)) {
            at += std::min(sizeof word, text.size() - at);
            continue;
        }
        const std::size_t bytes = utf8_sequence_bytes(text.substr(at));
        if (bytes == 0 || is_control(text.substr(at, bytes)) || Syntax::is_special(text[at])) {
            break;
        }
        at += bytes;
    }
    return at;
}

/// Appends the escape for what begins `text`; returns how much of it that was.
template <typename Syntax>
std::size_t append_escape(std::string &to, std::string_view text) {
    const std::size_t bytes = utf8_sequence_bytes(text);
    if (bytes == 0) {
        Syntax::append_stray_byte(to, text[0]);
        return 1;
    }
    if (const char letter = short_escape(text[0])) {
        (to += '\\') += letter;
        return 1;
    }
    Syntax::append_unwanted(to, text.substr(0, bytes));
    return bytes;
}

template <typename Syntax>
void append_escaped(std::string &to, std::string_view text) {
    while (!text.empty()) {
        const std::size_t harmless = harmless_prefix<Syntax>(text);
        to.append(text.data(), harmless);
        text.remove_prefix(harmless);
        if (!text.empty()) {
            text.remove_prefix(append_escape<Syntax>(to, text));
        }
    }
}

} // namespace

void append_escaped_text(std::string &to, std::string_view text) {
    append_escaped<text_syntax>(to, text);
}

void append_escaped_lines(std::string &to, std::string_view lines) {
    while (!lines.empty()) {
        const std::size_t stop = std::min(lines.find_first_of("\t\n"), lines.size());
        const bool has_return =
            stop < lines.size() && lines[stop] == '\n' && stop > 0 && lines[stop - 1] == '\r';
        const std::size_t text_bytes = has_return ? stop - 1 : stop;
        const std::size_t end = std::min(stop + 1, lines.size());
        append_escaped_text(to, lines.substr(0, text_bytes));
        to.append(lines, text_bytes, end - text_bytes);
        lines.remove_prefix(end);
    }
}

bool is_harmless_text(std::string_view text) noexcept {
    return harmless_prefix<text_syntax>(text) == text.size();
}

void append_escaped_json(std::string &to, std::string_view text) {
    append_escaped<json_syntax>(to, text);
}

bool is_harmless_json(std::string_view text) noexcept {
    return harmless_prefix<json_syntax>(text) == text.size();
}

} // namespace mailslog
