// A host's address, as the system resolves names: hosts file, DNS and whatever else it is set to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mailslot/network/ipv4.h"

namespace mailslog {

/// Labels of letters, digits, '-' and '_', divided by dots, that no resolver takes for a number
/// (inet_aton(3) reads "10" and "0x7f.1" as addresses).
bool can_be_host_name(std::string_view text) noexcept;

/// The first IPv4 address that getaddrinfo(3) gives, in the order of RFC 6724; nothing if it gives
/// none, for whatever reason. Blocks as long as the resolver does.
std::optional<ipv4_address> host_address(const std::string &host);

} // namespace mailslog
