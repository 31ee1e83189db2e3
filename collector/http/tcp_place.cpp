#include "collector/http/tcp_place.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "mailslot/ascii_case.h"

namespace mailslog {
namespace {

constexpr std::string_view default_address = "127.0.0.1";
constexpr std::string_view ipv4_loopback = "127.";
constexpr std::uint16_t http_port = 80;
constexpr std::size_t longest_address = 45; // of IPv6 (INET6_ADDRSTRLEN)

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, port);
    return parsed.ec == std::errc{} && parsed.ptr == end && port != 0 ? std::optional{port}
                                                                      : std::nullopt;
}

bool consists_of(std::string_view text, std::string_view characters) noexcept {
    return !text.empty() && text.size() <= longest_address &&
           text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_address(std::string_view text, bool in_brackets) noexcept {
    return in_brackets ? consists_of(text, "0123456789abcdefABCDEF:.")
                       : consists_of(text, "0123456789.") || text == "localhost";
}

bool is_in_brackets(std::string_view host) noexcept {
    return host.size() > 2 && host.front() == '[' && host.back() == ']';
}

std::string_view without_brackets(std::string_view host) noexcept {
    return is_in_brackets(host) ? host.substr(1, host.size() - 2) : host;
}

/// HOST of "HOST" or "HOST:PORT"; what is behind it goes to `port`.
std::string_view take_host(std::string_view text, std::string_view &port) noexcept {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || text.back() == ']') {
        port = {};
        return text;
    }
    port = text.substr(colon + 1);
    return text.substr(0, colon);
}

} // namespace

std::optional<tcp_place> tcp_place::parse(const std::string &text) {
    std::string_view port_text;
    std::string_view host = take_host(text, port_text);
    if (text.find(':') == std::string::npos) {
        port_text = text;
        host = default_address;
    }
    const std::optional<std::uint16_t> port = parse_port(port_text);
    if (!port || !is_address(without_brackets(host), is_in_brackets(host))) {
        return std::nullopt;
    }
    return tcp_place{std::string{without_brackets(host)}, *port};
}

std::string tcp_place::str() const {
    const bool is_ipv6 = address.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

bool tcp_place::is_loopback() const {
    return address == "localhost" || address == "::1" ||
           std::string_view{address}.substr(0, ipv4_loopback.size()) == ipv4_loopback;
}

bool tcp_place::is_meant_by(const std::string &host) const {
    if (!is_loopback()) {
        return true;
    }
    std::string_view port_text;
    const std::string_view name = without_brackets(take_host(host, port_text));
    const bool is_name = equal_ignoring_case(name, "localhost") || name == "::1" ||
                         name == default_address || name == address;
    return is_name && (port_text.empty() ? port == http_port : parse_port(port_text) == port);
}

} // namespace mailslog
