#include "collector/routing/safe_name.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "collector/format/escape.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";
constexpr std::size_t digest_digits = 16;

bool is_plain(char byte) noexcept {
    const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    const bool is_digit = byte >= '0' && byte <= '9';
    return is_letter || is_digit ||
           std::string_view{"-_.+@=,"}.find(byte) != std::string_view::npos;
}

/// How many bytes at the start of `rest` may stay; 0: the first may not.
std::size_t harmless_bytes(std::string_view rest) noexcept {
    if (static_cast<unsigned char>(rest[0]) < 0x80) {
        return is_plain(rest[0]) ? 1 : 0;
    }
    const std::size_t bytes = utf8_sequence_bytes(rest);
    return is_harmless_text(rest.substr(0, bytes)) ? bytes : 0;
}

char lower(char byte) noexcept {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

/// Windows takes the superscripts of Latin-1 for digits, too
/// (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
bool is_device_number(std::string_view text) noexcept {
    const bool is_digit = text.size() == 1 && text[0] >= '0' && text[0] <= '9';
    return is_digit || text == "\xC2\xB9" || text == "\xC2\xB2" || text == "\xC2\xB3";
}

bool is_taken(std::string_view name) noexcept {
    return name == empty_name || name == overflow_name;
}

bool may_begin(std::string_view name) noexcept {
    return name[0] != '.' && name[0] != '-' && !is_taken(name) && !is_device(name);
}

/// FNV-1a, 64 bits: it is to tell long names apart, not to withstand who wants them mixed up.
std::uint64_t digest_of(std::string_view name) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char byte : name) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    }
    return hash;
}

void append_digest(std::string &to, std::uint64_t digest) {
    constexpr unsigned digit_bits = 4;
    to.push_back('~');
    for (std::size_t digit = digest_digits; digit-- > 0;) {
        to.push_back(hex_digits[(digest >> (digit * digit_bits)) & 15U]);
    }
}

/// Cut so that no code point and no %XX is split.
std::size_t cut_at_character(std::string_view safe, std::size_t limit_bytes) noexcept {
    constexpr std::size_t encoded_bytes = 3;
    const std::size_t end = cut_at_code_point(safe, limit_bytes);
    const std::size_t percent = safe.substr(0, end).rfind('%');
    return percent != std::string_view::npos && end - percent < encoded_bytes ? percent : end;
}

} // namespace

bool is_device(std::string_view name) noexcept {
    const std::string_view stem = name.substr(0, name.find('.'));
    const auto is = [stem](std::string_view device) {
        return stem.size() >= device.size() &&
               std::equal(device.begin(), device.end(), stem.begin(), [](char a, char b) {
                   return a == lower(b);
               });
    };
    constexpr std::array<std::string_view, 4> whole{"con", "prn", "aux", "nul"};
    const bool is_whole = stem.size() == 3 && std::any_of(whole.begin(), whole.end(), is);
    const bool is_numbered = (is("com") || is("lpt")) && is_device_number(stem.substr(3));
    return is_whole || is_numbered;
}

void append_encoded(std::string &to, std::string_view bytes) {
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        to.push_back('%');
        to.push_back(hex_digits[value >> 4U]);
        to.push_back(hex_digits[value & 15U]);
    }
}

void append_safe_name(std::string &to, std::string_view name, std::size_t max_bytes) {
    if (name.empty()) {
        to.append(empty_name);
        return;
    }
    const std::size_t begun_at = to.size();
    std::size_t at = 0;
    if (!may_begin(name)) {
        append_encoded(to, name.substr(at++, 1));
    }
    while (at < name.size() && to.size() - begun_at <= max_bytes) {
        const bool ends_in_dot = at + 1 == name.size() && name[at] == '.';
        const std::size_t bytes = ends_in_dot ? 0 : harmless_bytes(name.substr(at));
        if (bytes == 0) {
            append_encoded(to, name.substr(at++, 1));
        } else {
            to.append(name, at, bytes);
            at += bytes;
        }
    }
    if (to.size() - begun_at > max_bytes) {
        const std::size_t room = max_bytes - 1 - digest_digits;
        to.resize(begun_at + cut_at_character(std::string_view{to}.substr(begun_at), room));
        append_digest(to, digest_of(name));
    }
}

} // namespace mailslog
