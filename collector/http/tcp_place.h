// Where a server of ours listens: an address of this machine and a TCP port. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mailslog {

struct tcp_place {
    std::string address; // numeric, IPv4 or IPv6, or "localhost"
    std::uint16_t port = 0;

    /// "9123", "127.0.0.1:9123", "localhost:9123", "[::1]:9123"; without an address 127.0.0.1.
    /// Nothing for anything else, port 0 included.
    static std::optional<tcp_place> parse(const std::string &text);

    std::string str() const;
    /// Whether only this machine reaches it.
    bool is_loopback() const;
    /// Whether a request's Host means this place. A browser that was led here by a name that
    /// somebody else gave to 127.0.0.1 says that name. Where others may reach the place, under
    /// names that we don't know, any will do.
    bool is_meant_by(const std::string &host) const;
};

} // namespace mailslog
