#include "mailslot/network/winsock_windows.h"

#include <mailslog/slot_error.h>

namespace mailslog {

std::error_code winsock_error_of(int error_number) noexcept {
    switch (error_number) {
    case 0:
        return {};
    case WSAEACCES:
        return slot_errc::access_denied;
    case WSAEADDRINUSE:
        return slot_errc::already_exists;
    case WSAEMSGSIZE:
        return slot_errc::message_too_large;
    case WSAENOBUFS:
    case WSAEWOULDBLOCK:
        return slot_errc::full;
    default:
        return {error_number, std::system_category()};
    }
}

std::error_code winsock_result_of(int answer) noexcept {
    const int error = ::WSAGetLastError();
    return answer == SOCKET_ERROR ? winsock_error_of(error) : std::error_code{};
}

bool says_no_receiver(int error_number) noexcept {
    switch (error_number) {
    case WSAECONNREFUSED:
    case WSAECONNRESET: // "port unreachable"
    case WSAEHOSTUNREACH:
    case WSAENETDOWN:
    case WSAENETRESET: // "time to live expired"
    case WSAENETUNREACH:
        return true;
    default:
        return false;
    }
}

void winsock_socket::reset(SOCKET value) noexcept {
    const SOCKET old = std::exchange(value_, value);
    if (old != INVALID_SOCKET) {
        ::closesocket(old);
    }
}

sockaddr_in system_address(ipv4_endpoint endpoint) noexcept {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(endpoint.address.value);
    address.sin_port = ::htons(endpoint.port);
    return address;
}

ipv4_endpoint endpoint_of(const sockaddr_in &address) noexcept {
    return {{::ntohl(address.sin_addr.s_addr)}, ::ntohs(address.sin_port)};
}

// It is never stopped: other parts of the process may still use it, and it ends with the process.
std::error_code start_winsock() noexcept {
    static const int error = [] {
        WSADATA ignored;
        return ::WSAStartup(MAKEWORD(2, 2), &ignored);
    }();
    return winsock_error_of(error);
}

std::error_code make_udp_socket(winsock_socket &made) noexcept {
    if (const auto error = start_winsock()) {
        return error;
    }
    constexpr DWORD flags = WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT;
    made.reset(::WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0, flags));
    const int error = ::WSAGetLastError();
    return made.get() == INVALID_SOCKET ? winsock_error_of(error) : std::error_code{};
}

std::error_code read_local(const winsock_socket &socket, ipv4_endpoint &local) noexcept {
    sockaddr_in address{};
    int size = sizeof address;
    const auto error = winsock_result_of(
        ::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size));
    local = endpoint_of(address);
    return error;
}

} // namespace mailslog
