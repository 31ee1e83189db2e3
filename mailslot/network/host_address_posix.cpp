#include "mailslot/network/host_address.h"

#include <memory>

#include <netdb.h>
#include <sys/socket.h>

#include "mailslot/network/inet_socket_posix.h"

namespace mailslog {

std::optional<ipv4_address> host_address(const std::string &host) {
    addrinfo wanted{};
    wanted.ai_family = AF_INET;
    wanted.ai_socktype = SOCK_DGRAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0 || !found) {
        return std::nullopt;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner{found, ::freeaddrinfo};
    return endpoint_of(*reinterpret_cast<const sockaddr_in *>(found->ai_addr)).address;
}

} // namespace mailslog
