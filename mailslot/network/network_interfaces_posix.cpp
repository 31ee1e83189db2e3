#include <memory>

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>

#include "mailslot/network/inet_socket_posix.h"
#include "mailslot/network/network_interfaces.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

bool can_broadcast(const ifaddrs &entry) noexcept {
    constexpr unsigned of_interest = IFF_UP | IFF_BROADCAST | IFF_POINTOPOINT;
    return (entry.ifa_flags & of_interest) == (IFF_UP | IFF_BROADCAST);
}

/// 0.0.0.0 for one that is not given, or not IPv4.
ipv4_address address_in(const sockaddr *address) noexcept {
    if (!address || address->sa_family != AF_INET) {
        return {};
    }
    return endpoint_of(*reinterpret_cast<const sockaddr_in *>(address)).address;
}

std::error_code reach_broadcasts_too(const descriptor &socket) noexcept {
    const int on = 1;
    return result_of(::setsockopt(socket.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
}

} // namespace

std::error_code list_broadcast_interfaces(std::vector<broadcast_interface> &out) {
    out.clear();
    ifaddrs *first = nullptr;
    if (const auto error = result_of(::getifaddrs(&first))) {
        return error;
    }
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner{first, ::freeifaddrs};
    for (const ifaddrs *entry = first; entry; entry = entry->ifa_next) {
        const ipv4_address address = address_in(entry->ifa_addr);
        const auto broadcast = broadcast_address(
            address, address_in(entry->ifa_netmask), address_in(entry->ifa_broadaddr));
        if (can_broadcast(*entry) && address != ipv4_address{} && broadcast) {
            add_subnet(out, {address, *broadcast});
        }
    }
    return {};
}

std::error_code own_address_towards(ipv4_endpoint to, ipv4_address &own) {
    descriptor socket;
    if (const auto error = make_udp_socket(socket)) {
        return error;
    }
    if (const auto error = reach_broadcasts_too(socket)) {
        return error;
    }
    const sockaddr_in address = system_address(to);
    if (const auto error = result_of(::connect(
            socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address))) {
        return error;
    }
    ipv4_endpoint local;
    const auto error = read_local(socket, local);
    own = local.address;
    return error;
}

} // namespace mailslog
