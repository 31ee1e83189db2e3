// UDP sockets and internet addresses as Windows has them
// (https://learn.microsoft.com/windows/win32/winsock/winsock-functions).
#pragma once

#include <system_error>
#include <utility>

#include <winsock2.h>

#include "mailslot/network/ipv4.h"

namespace mailslog {

/// The slot_errc that says what `error_number` (WSAGetLastError) means; where none does, the
/// number itself.
std::error_code winsock_error_of(int error_number) noexcept;

/// What a call that has just answered `answer` has to say: the error if that is SOCKET_ERROR.
std::error_code winsock_result_of(int answer) noexcept;

/// That there is no way to a packet's receiver, or nobody there who listens. A socket may learn of
/// it by ICMP, and answer it to its next call, whatever that is.
bool says_no_receiver(int error_number) noexcept;

/// Holds a SOCKET or none; move-only; closes what it holds before it takes another.
class winsock_socket {
public:
    winsock_socket() noexcept = default;
    explicit winsock_socket(SOCKET value) noexcept : value_{value} {}
    ~winsock_socket() { reset(); }
    winsock_socket(winsock_socket &&other) noexcept : value_{other.release()} {}
    winsock_socket &operator=(winsock_socket &&other) noexcept {
        reset(other.release());
        return *this;
    }
    winsock_socket(const winsock_socket &) = delete;
    winsock_socket &operator=(const winsock_socket &) = delete;

    SOCKET get() const noexcept { return value_; }
    SOCKET release() noexcept { return std::exchange(value_, INVALID_SOCKET); }
    void reset(SOCKET value = INVALID_SOCKET) noexcept;

private:
    SOCKET value_ = INVALID_SOCKET;
};

sockaddr_in system_address(ipv4_endpoint endpoint) noexcept;
ipv4_endpoint endpoint_of(const sockaddr_in &address) noexcept;

/// Starts Winsock, once for the process. It is needed before any other call.
std::error_code start_winsock() noexcept;

/// One that no child process inherits.
std::error_code make_udp_socket(winsock_socket &made) noexcept;

/// Where the socket is bound.
std::error_code read_local(const winsock_socket &socket, ipv4_endpoint &local) noexcept;

} // namespace mailslog
