// IPv4 addresses, with a port and as a range, and how they are spelled. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

struct ipv4_address {
    std::uint32_t value = 0; // most significant byte first: 127.0.0.1 is 0x7F000001

    std::string str() const;
    /// Four decimal numbers and three dots, nothing else.
    static std::optional<ipv4_address> parse(std::string_view text);

    friend bool operator==(ipv4_address a, ipv4_address b) noexcept { return a.value == b.value; }
    friend bool operator!=(ipv4_address a, ipv4_address b) noexcept { return a.value != b.value; }
};

struct ipv4_endpoint {
    ipv4_address address;
    std::uint16_t port = 0;

    std::string str() const; // "address:port"
    /// "address" or "address:port"; without a port it is `default_port`. A port is 1 to 65535.
    static std::optional<ipv4_endpoint> parse(std::string_view text, std::uint16_t default_port);

    friend bool operator==(ipv4_endpoint a, ipv4_endpoint b) noexcept {
        return a.address == b.address && a.port == b.port;
    }
    friend bool operator!=(ipv4_endpoint a, ipv4_endpoint b) noexcept { return !(a == b); }
};

/// Addresses with a prefix in common (RFC 4632).
struct ipv4_range {
    ipv4_address first;
    unsigned prefix_bits = 32;

    bool contains(ipv4_address address) const noexcept;
    std::string str() const;
    /// "10.0.0.0/8", or one address. Bits beyond the prefix must be zero.
    static std::optional<ipv4_range> parse(std::string_view text);
};

} // namespace mailslog
