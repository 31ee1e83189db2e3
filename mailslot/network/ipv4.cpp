#include "mailslot/network/ipv4.h"

#include <charconv>
#include <limits>

namespace mailslog {
namespace {

constexpr unsigned address_bits = 32;
constexpr unsigned bytes_of_an_address = 4;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// A decimal number at the front of `text`, taken off it; nothing if it is larger than `limit`, or
/// spelled with a zero in front, which some programs take for octal.
std::optional<unsigned> take_number(std::string_view &text, unsigned limit) noexcept {
    const bool starts_with_zero = text.size() > 1 && text[0] == '0' && is_digit(text[1]);
    unsigned number = 0;
    const char *const end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || number > limit || starts_with_zero) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(behind - text.data()));
    return number;
}

std::optional<unsigned> whole_number(std::string_view text, unsigned limit) noexcept {
    const auto number = take_number(text, limit);
    return text.empty() ? number : std::nullopt;
}

bool take(std::string_view &text, char c) noexcept {
    const bool is_there = !text.empty() && text.front() == c;
    text.remove_prefix(is_there ? 1 : 0);
    return is_there;
}

/// A shift by all 32 bits would be undefined.
std::uint32_t mask_of(unsigned prefix_bits) noexcept {
    return prefix_bits == 0 ? 0 : ~std::uint32_t{0} << (address_bits - prefix_bits);
}

} // namespace

std::string ipv4_address::str() const {
    const auto byte = [this](unsigned shift) { return std::to_string(value >> shift & 0xFF); };
    return byte(24) + "." + byte(16) + "." + byte(8) + "." + byte(0);
}

std::optional<ipv4_address> ipv4_address::parse(std::string_view text) {
    ipv4_address address;
    for (unsigned i = 0; i < bytes_of_an_address; ++i) {
        const bool is_divided = i == 0 || take(text, '.');
        const auto byte = take_number(text, std::numeric_limits<std::uint8_t>::max());
        if (!is_divided || !byte) {
            return std::nullopt;
        }
        address.value = address.value << 8 | *byte;
    }
    return text.empty() ? std::optional{address} : std::nullopt;
}

std::string ipv4_endpoint::str() const {
    return address.str() + ":" + std::to_string(port);
}

std::optional<ipv4_endpoint>
ipv4_endpoint::parse(std::string_view text, std::uint16_t default_port) {
    const std::size_t colon = text.find(':');
    const auto address = ipv4_address::parse(text.substr(0, colon));
    if (!address || colon == std::string_view::npos) {
        return address ? std::optional{ipv4_endpoint{*address, default_port}} : std::nullopt;
    }
    const auto port =
        whole_number(text.substr(colon + 1), std::numeric_limits<std::uint16_t>::max());
    if (!port || *port == 0) {
        return std::nullopt;
    }
    return ipv4_endpoint{*address, static_cast<std::uint16_t>(*port)};
}

bool ipv4_range::contains(ipv4_address address) const noexcept {
    return ((address.value ^ first.value) & mask_of(prefix_bits)) == 0;
}

std::string ipv4_range::str() const {
    return first.str() + "/" + std::to_string(prefix_bits);
}

std::optional<ipv4_range> ipv4_range::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto first = ipv4_address::parse(text.substr(0, slash));
    if (!first || slash == std::string_view::npos) {
        return first ? std::optional{ipv4_range{*first, address_bits}} : std::nullopt;
    }
    const auto bits = whole_number(text.substr(slash + 1), address_bits);
    if (!bits || (first->value & ~mask_of(*bits)) != 0) {
        return std::nullopt;
    }
    return ipv4_range{*first, *bits};
}

} // namespace mailslog
