// This machine's places on its networks. Any thread; the answers hold for the moment.
#pragma once

#include <optional>
#include <system_error>
#include <vector>

#include "mailslot/network/ipv4.h"

namespace mailslog {

/// One that is up and whose neighbours can be reached all at once.
struct broadcast_interface {
    ipv4_address address; // this machine's
    ipv4_address broadcast;
};

/// Interfaces on the same subnet count once, since the system would send to both by one of them.
/// Errors: the system's own; having none is no error.
std::error_code list_broadcast_interfaces(std::vector<broadcast_interface> &out);

/// The address with which packets of this machine leave for `to`. Sends nothing. Errors: the
/// system's own, if there is no way.
std::error_code own_address_towards(ipv4_endpoint to, ipv4_address &own);

/// The one that is `set`, unless that is none: 0.0.0.0 or, as getifaddrs(3) then answers, the
/// address itself. Else the last of the subnet (RFC 919), which Linux takes for it all the same;
/// nothing for a subnet that has no room for it (RFC 3021).
std::optional<ipv4_address>
broadcast_address(ipv4_address address, ipv4_address netmask, ipv4_address set = {}) noexcept;

/// Adds it unless one with the same broadcast address is in there.
void add_subnet(std::vector<broadcast_interface> &to, const broadcast_interface &interface_on_it);

} // namespace mailslog
