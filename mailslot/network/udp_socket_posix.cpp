#include "mailslot/network/udp_socket.h"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <poll.h>
#include <sys/socket.h>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
#include "mailslot/lasting_descriptor_posix.h"
#include "mailslot/network/inet_socket_posix.h"
#include "mailslot/system_error_posix.h"
#include "mailslot/wake_event_posix.h"

namespace mailslog {
namespace {

std::error_code allow_broadcasts(const descriptor &socket) noexcept {
    const int on = 1;
    return result_of(::setsockopt(socket.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
}

std::error_code bind_to(const descriptor &socket, ipv4_endpoint local) noexcept {
    const sockaddr_in address = system_address(local);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) {
        return {};
    }
    const int error = errno;
    return error == EADDRINUSE ? slot_errc::already_exists : error_of(error);
}

/// That there is no way to a packet's receiver, or nobody there who listens. A socket may learn of
/// it by ICMP, and answer it to its next call, whatever that is (ip(7), "Error handling").
bool says_no_receiver(int error) noexcept {
    switch (error) {
    case ECONNREFUSED:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENETDOWN:
    case ENETUNREACH:
    case ENOPROTOOPT:
        return true;
    default:
        return false;
    }
}

} // namespace

struct udp_socket::impl {
    std::error_code open(ipv4_endpoint address);
    std::error_code receive_now(char *buffer, std::size_t buffer_bytes, packet &out) const noexcept;
    void wait(int milliseconds) noexcept;

    lasting_descriptor socket;
    wake_event wake;
    ipv4_endpoint local;
};

std::error_code udp_socket::impl::open(ipv4_endpoint address) {
    if (const auto error = wake.make()) {
        return error;
    }
    if (const auto error = make_udp_socket(socket)) {
        return error;
    }
    socket.remember();
    if (const auto error = allow_broadcasts(socket)) {
        return error;
    }
    if (const auto error = bind_to(socket, address)) {
        return error;
    }
    return read_local(socket, local);
}

/// timed_out when nothing waits.
std::error_code
udp_socket::impl::receive_now(char *buffer, std::size_t buffer_bytes, packet &out) const noexcept {
    sockaddr_in from{};
    iovec room{buffer, buffer_bytes};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    const ssize_t size = ::recvmsg(socket.get(), &message, 0);
    if (size < 0) {
        const int error = errno;
        const bool is_nothing = error == EAGAIN || error == EINTR || says_no_receiver(error);
        return is_nothing ? slot_errc::timed_out : error_of(error);
    }
    out.from = endpoint_of(from);
    out.size_bytes = static_cast<std::size_t>(size);
    out.cut = (message.msg_flags & MSG_TRUNC) != 0;
    return {};
}

void udp_socket::impl::wait(int milliseconds) noexcept {
    pollfd events[] = {{socket.get(), POLLIN, 0}, {wake.handle(), POLLIN, 0}};
    ::poll(events, 2, milliseconds); // whatever ends it, the caller looks again
    if (events[1].revents != 0) {
        wake.clear();
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
        ::setsockopt(impl_->socket.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    }
}

std::error_code udp_socket::send(ipv4_endpoint to, std::string_view bytes) noexcept {
    if (!impl_ || !impl_->socket.is_still_ours()) {
        return slot_errc::closed;
    }
    const sockaddr_in address = system_address(to);
    const ssize_t sent = ::sendto(
        impl_->socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL,
        reinterpret_cast<const sockaddr *>(&address), sizeof address);
    if (sent >= 0) {
        return {};
    }
    const int error = errno;
    return says_no_receiver(error) ? slot_errc::not_found : error_of(error);
}

std::error_code udp_socket::receive(
    char *buffer, std::size_t buffer_bytes, packet &out, std::chrono::milliseconds timeout) {
    if (!impl_) {
        return slot_errc::closed;
    }
    const deadline end{timeout};
    for (;;) {
        if (impl_->wake.take()) {
            return slot_errc::interrupted;
        }
        const auto error = impl_->receive_now(buffer, buffer_bytes, out);
        const int left = end.remaining_ms();
        if (error != slot_errc::timed_out || left == 0) {
            return error;
        }
        impl_->wait(left);
    }
}

void udp_socket::interrupt() noexcept {
    if (impl_) {
        impl_->wake.set();
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
