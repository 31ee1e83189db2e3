#include "mailslot/socket_memory_posix.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

/// The sender's pidfd, where a socket's maker wanted it (SO_PASSPIDFD, Linux 6.5).
constexpr int scm_pidfd = 4;

template <typename T>
T value_in(const cmsghdr &control, std::size_t index = 0) noexcept {
    T value{};
    std::memcpy(&value, CMSG_DATA(&control) + index * sizeof(T), sizeof value);
    return value;
}

sender_identity identity_of(const ucred &credentials) noexcept {
    return {credentials.pid, credentials.uid, credentials.gid};
}

/// Of more than it holds, `handles` lets go.
void take_handles(const cmsghdr &control, attached_handles &handles) noexcept {
    const std::size_t count = (control.cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
        handles.add(value_in<int>(control, i));
    }
}

void take_control(msghdr &header, received_message &message) noexcept {
    for (cmsghdr *control = CMSG_FIRSTHDR(&header); control;
         control = CMSG_NXTHDR(&header, control)) {
        if (control->cmsg_level != SOL_SOCKET) {
            continue;
        }
        if (control->cmsg_type == SCM_CREDENTIALS) {
            message.sender = identity_of(value_in<ucred>(*control));
        } else if (control->cmsg_type == SCM_RIGHTS) {
            take_handles(*control, message.handles);
        } else if (control->cmsg_type == scm_pidfd) {
            ::close(value_in<int>(*control));
        }
    }
}

received_message message_in(mmsghdr &header) noexcept {
    received_message message;
    const auto *begin = static_cast<const char *>(header.msg_hdr.msg_iov->iov_base);
    message.bytes = {begin, std::min<std::size_t>(header.msg_len, header.msg_hdr.msg_iov->iov_len)};
    message.cut = (header.msg_hdr.msg_flags & MSG_TRUNC) != 0;
    message.full_bytes = message.cut ? header.msg_len : 0;
    take_control(header.msg_hdr, message);
    return message;
}

} // namespace

ssize_t receive_bytes(const descriptor &socket, void *buffer, std::size_t buffer_bytes) noexcept {
    control_data control;
    iovec place{buffer, buffer_bytes};
    msghdr header{};
    header.msg_iov = &place;
    header.msg_iovlen = 1;
    header.msg_control = &control;
    header.msg_controllen = sizeof control;
    const ssize_t size = ::recvmsg(socket.get(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    const int error = errno;
    if (size >= 0) {
        received_message closed_at_once;
        take_control(header, closed_at_once);
    }
    errno = error;
    return size;
}

socket_memory::socket_memory(std::size_t message_bytes) : message_bytes_(message_bytes) {
    const std::size_t count = std::min(max_batch_messages, max_batch_bytes / message_bytes);
    bytes_.reset(new char[count * message_bytes]); // not make_unique, which would touch it all
    places_.resize(count);
    controls_.resize(count);
    headers_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        places_[i] = {bytes_.get() + i * message_bytes, message_bytes};
        headers_[i].msg_hdr.msg_iov = &places_[i];
        headers_[i].msg_hdr.msg_iovlen = 1;
        headers_[i].msg_hdr.msg_control = &controls_[i];
        headers_[i].msg_hdr.msg_controllen = sizeof(control_data);
    }
}

std::error_code
socket_memory::receive(const descriptor &socket, std::vector<received_message> &messages) {
    messages.reserve(messages.size() + headers_.size()); // nothing may fail once handles are here
    const int count = ::recvmmsg(
        socket.get(), headers_.data(), static_cast<unsigned>(headers_.size()),
        MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_TRUNC, nullptr);
    const int error = errno;
    if (count < 0) {
        const bool nothing_waits = error == EAGAIN || error == EINTR;
        return nothing_waits ? slot_errc::timed_out : error_of(error);
    }
    for (auto header = headers_.begin(); header != headers_.begin() + count; ++header) {
        messages.push_back(message_in(*header));
        header->msg_hdr.msg_controllen = sizeof(control_data);
    }
    return {};
}

} // namespace mailslog
