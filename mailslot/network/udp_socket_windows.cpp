#include "mailslot/network/udp_socket.h"

#include <algorithm>
#include <climits>

#include <winsock2.h>

#include <mswsock.h>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
#include "mailslot/handle_windows.h"
#include "mailslot/network/winsock_windows.h"
#include "mailslot/system_error_windows.h"

namespace mailslog {
namespace {

std::error_code turn_on(const winsock_socket &socket, int option) noexcept {
    const BOOL on = TRUE;
    return winsock_result_of(::setsockopt(
        socket.get(), SOL_SOCKET, option, reinterpret_cast<const char *>(&on), sizeof on));
}

std::error_code bind_to(const winsock_socket &socket, ipv4_endpoint local) noexcept {
    const sockaddr_in address = system_address(local);
    return winsock_result_of(
        ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address));
}

/// Without it a receiver that does not exist ends the next receive(). Where the system can't,
/// receive() passes over such an end anyway.
void leave_out_icmp(const winsock_socket &socket) noexcept {
    BOOL reports = FALSE;
    DWORD ignored = 0;
    ::WSAIoctl(
        socket.get(), SIO_UDP_CONNRESET, &reports, sizeof reports, nullptr, 0, &ignored, nullptr,
        nullptr);
}

} // namespace

struct udp_socket::impl {
    std::error_code open(ipv4_endpoint address);
    std::error_code receive_now(char *buffer, std::size_t buffer_bytes, packet &out) const noexcept;
    std::error_code wait(int milliseconds) const noexcept;

    winsock_socket socket;
    handle readable; // while a packet may wait
    handle wake;
    ipv4_endpoint local;
};

std::error_code udp_socket::impl::open(ipv4_endpoint address) {
    readable = make_event(event_reset::by_hand);
    wake = make_event(event_reset::by_itself);
    if (!readable || !wake) {
        return last_error();
    }
    if (const auto error = make_udp_socket(socket)) {
        return error;
    }
    // Windows would let others take packets away from a port that is shared
    // (https://learn.microsoft.com/windows/win32/winsock/using-so-reuseaddr-and-so-exclusiveaddruse).
    if (const auto error = turn_on(socket, SO_EXCLUSIVEADDRUSE)) {
        return error;
    }
    if (const auto error = turn_on(socket, SO_BROADCAST)) {
        return error;
    }
    if (const auto error = bind_to(socket, address)) {
        return error;
    }
    leave_out_icmp(socket);
    // It also makes all calls return at once.
    if (const auto error =
            winsock_result_of(::WSAEventSelect(socket.get(), readable.get(), FD_READ))) {
        return error;
    }
    return read_local(socket, local);
}

/// timed_out when nothing waits.
std::error_code
udp_socket::impl::receive_now(char *buffer, std::size_t buffer_bytes, packet &out) const noexcept {
    ::ResetEvent(readable.get()); // first, or a packet that comes right after would be slept over
    sockaddr_in from{};
    int from_bytes = sizeof from;
    const int room = static_cast<int>(std::min<std::size_t>(buffer_bytes, INT_MAX));
    const int size =
        ::recvfrom(socket.get(), buffer, room, 0, reinterpret_cast<sockaddr *>(&from), &from_bytes);
    const int error = size == SOCKET_ERROR ? ::WSAGetLastError() : 0;
    if (error != 0 && error != WSAEMSGSIZE) {
        const bool is_nothing = error == WSAEWOULDBLOCK || says_no_receiver(error);
        return is_nothing ? slot_errc::timed_out : winsock_error_of(error);
    }
    out.from = endpoint_of(from);
    out.cut = error == WSAEMSGSIZE;
    out.size_bytes = static_cast<std::size_t>(out.cut ? room : size);
    return {};
}

/// Until a packet may be there, or the time is over; interrupted if wake ends it.
std::error_code udp_socket::impl::wait(int milliseconds) const noexcept {
    const HANDLE events[] = {wake.get(), readable.get()};
    const DWORD limit = milliseconds < 0 ? INFINITE : static_cast<DWORD>(milliseconds);
    switch (::WaitForMultipleObjects(2, events, FALSE, limit)) {
    case WAIT_OBJECT_0:
        return slot_errc::interrupted;
    case WAIT_FAILED:
        return last_error();
    default:
        return {};
    }
}

udp_socket::udp_socket() noexcept = default;
udp_socket::~udp_socket() = default;
udp_socket::udp_socket(udp_socket &&) noexcept = default;
udp_socket &udp_socket::operator=(udp_socket &&) noexcept = default;

std::error_code udp_socket::open(ipv4_endpoint local) {
    close();
    auto opened = std::make_unique<impl>();
    const auto error = opened->open(local);
    if (!error) {
        impl_ = std::move(opened);
    }
    return error;
}

void udp_socket::ask_for_room(std::size_t bytes) noexcept {
    if (impl_) {
        const int room = static_cast<int>(std::min<std::size_t>(bytes, INT_MAX));
        ::setsockopt(
            impl_->socket.get(), SOL_SOCKET, SO_RCVBUF, reinterpret_cast<const char *>(&room),
            sizeof room);
    }
}

std::error_code udp_socket::send(ipv4_endpoint to, std::string_view bytes) noexcept {
    if (!impl_) {
        return slot_errc::closed;
    }
    if (bytes.size() > INT_MAX) {
        return slot_errc::message_too_large;
    }
    const sockaddr_in address = system_address(to);
    const int sent = ::sendto(
        impl_->socket.get(), bytes.data(), static_cast<int>(bytes.size()), 0,
        reinterpret_cast<const sockaddr *>(&address), sizeof address);
    const int error = sent == SOCKET_ERROR ? ::WSAGetLastError() : 0;
    return says_no_receiver(error) ? slot_errc::not_found : winsock_error_of(error);
}

std::error_code udp_socket::receive(
    char *buffer, std::size_t buffer_bytes, packet &out, std::chrono::milliseconds timeout) {
    if (!impl_) {
        return slot_errc::closed;
    }
    if (::WaitForSingleObject(impl_->wake.get(), 0) == WAIT_OBJECT_0) {
        return slot_errc::interrupted;
    }
    const deadline end{timeout};
    for (;;) {
        const auto error = impl_->receive_now(buffer, buffer_bytes, out);
        const int left = end.remaining_ms();
        if (error != slot_errc::timed_out || left == 0) {
            return error;
        }
        if (const auto end_of_wait = impl_->wait(left)) {
            return end_of_wait;
        }
    }
}

void udp_socket::interrupt() noexcept {
    if (impl_) {
        ::SetEvent(impl_->wake.get());
    }
}

bool udp_socket::is_open() const noexcept {
    return impl_ != nullptr;
}

ipv4_endpoint udp_socket::local() const noexcept {
    return impl_ ? impl_->local : ipv4_endpoint{};
}

void udp_socket::close() noexcept {
    impl_.reset();
}

} // namespace mailslog
