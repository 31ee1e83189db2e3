#include "mailslot/network/inet_socket_posix.h"

#include <sys/socket.h>

#include "mailslot/standard_streams_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {

sockaddr_in system_address(ipv4_endpoint endpoint) noexcept {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(endpoint.address.value);
    address.sin_port = htons(endpoint.port);
    return address;
}

ipv4_endpoint endpoint_of(const sockaddr_in &address) noexcept {
    return {{ntohl(address.sin_addr.s_addr)}, ntohs(address.sin_port)};
}

std::error_code make_udp_socket(descriptor &made) noexcept {
    made.reset(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const std::error_code failed = result_of(made.get());
    return failed ? failed : keep_off_standard_streams(made);
}

std::error_code read_local(const descriptor &socket, ipv4_endpoint &local) noexcept {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    const auto error =
        result_of(::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size));
    local = endpoint_of(address);
    return error;
}

} // namespace mailslog
