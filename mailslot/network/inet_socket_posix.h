// UDP sockets and internet addresses as POSIX has them (ip(7), udp(7)).
#pragma once

#include <system_error>

#include <netinet/in.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/network/ipv4.h"

namespace mailslog {

sockaddr_in system_address(ipv4_endpoint endpoint) noexcept;
ipv4_endpoint endpoint_of(const sockaddr_in &address) noexcept;

/// One that never blocks and that exec(3) closes.
std::error_code make_udp_socket(descriptor &made) noexcept;

/// Where the socket is bound.
std::error_code read_local(const descriptor &socket, ipv4_endpoint &local) noexcept;

} // namespace mailslog
