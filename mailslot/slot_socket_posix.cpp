#include "mailslot/slot_socket_posix.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>

#include <mailslog/slot_error.h>

#include "mailslot/standard_streams_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {

sockaddr_un socket_address(const std::string &path) noexcept {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

std::error_code make_socket(descriptor &made) noexcept {
    made.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const std::error_code failed = result_of(made.get());
    return failed ? failed : keep_off_standard_streams(made);
}

// Refused: the socket of an owner that was killed. A broken pipe: of one that has shut it and could
// not remove it. Not a directory: a slot stands where the path needs a folder.
bool says_no_reader(int error_number) noexcept {
    return error_number == ENOENT || error_number == ECONNREFUSED || error_number == EPIPE ||
           error_number == ENOTDIR;
}

std::error_code send_with_handles(
    const descriptor &socket, const sockaddr_un *to, std::string_view text,
    const int (&handles)[2]) noexcept {
    iovec part{const_cast<char *>(text.data()), text.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof handles)] = {};
    msghdr message{};
    message.msg_name = const_cast<sockaddr_un *>(to);
    message.msg_namelen = to != nullptr ? sizeof *to : 0;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof handles);
    std::memcpy(CMSG_DATA(rights), handles, sizeof handles);
    if (::sendmsg(socket.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) {
        return {};
    }
    const int error = errno;
    return says_no_reader(error) ? slot_errc::not_found : error_of(error);
}

std::error_code connect_to_slot(const descriptor &socket, const std::string &path) noexcept {
    const sockaddr_un address = socket_address(path);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) ==
        0) {
        return {};
    }
    const int error = errno;
    return says_no_reader(error) ? slot_errc::not_found : error_of(error);
}

} // namespace mailslog
