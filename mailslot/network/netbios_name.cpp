#include "mailslot/network/netbios_name.h"

#include <algorithm>

#include "mailslot/ascii_case.h"

namespace mailslog {
namespace {

constexpr char padding = ' ';
constexpr std::string_view everyone = "*";
constexpr char hex_digits[] = "0123456789abcdef";

bool is_printable(char c) noexcept {
    return c >= ' ' && c <= '~';
}

bool can_be_name(std::string_view text) noexcept {
    return !text.empty() && text.size() <= netbios_name::max_bytes && text.back() != padding &&
           std::all_of(text.begin(), text.end(), is_printable);
}

void append_hex(std::string &to, char byte) {
    const auto value = static_cast<unsigned char>(byte);
    to += hex_digits[value >> 4];
    to += hex_digits[value & 0xF];
}

void append_printable(std::string &to, char byte) {
    if (is_printable(byte)) {
        to += byte;
        return;
    }
    to += "\\x";
    append_hex(to, byte);
}

} // namespace

netbios_name::netbios_name() noexcept : bytes_{} {
    bytes_.front() = everyone.front();
}

std::optional<netbios_name> netbios_name::make(std::string_view text, std::uint8_t suffix) {
    if (text == everyone) {
        return netbios_name{};
    }
    if (!can_be_name(text)) {
        return std::nullopt;
    }
    netbios_name name;
    name.bytes_.fill(padding);
    std::transform(text.begin(), text.end(), name.bytes_.begin(), ascii_upper);
    name.bytes_.back() = static_cast<char>(suffix);
    return name;
}

netbios_name netbios_name::from_padded(const std::array<char, padded_bytes> &bytes) noexcept {
    netbios_name name;
    name.bytes_ = bytes;
    return name;
}

std::string_view netbios_name::text() const noexcept {
    if (is_everyone()) {
        return everyone;
    }
    const std::string_view whole{bytes_.data(), max_bytes};
    return whole.substr(0, whole.find_last_not_of(padding) + 1);
}

std::string netbios_name::str() const {
    std::string spelled;
    for (const char byte : text()) {
        append_printable(spelled, byte);
    }
    spelled += '<';
    append_hex(spelled, bytes_.back());
    spelled += '>';
    return spelled;
}

} // namespace mailslog
