#include "tests/support/raw_socket_posix.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <thread>

#include <sys/socket.h>

#include "mailslot/slot_socket_posix.h"
#include "mailslot/strangers_handle_posix.h"

namespace mailslog {

int send_with_handles(
    const std::string &path, const std::string &text, const std::vector<int> &handles) {
    sockaddr_un address = socket_address(path);
    iovec place{const_cast<char *>(text.data()), text.size()};
    const std::size_t handle_bytes = handles.size() * sizeof(int);
    std::vector<char> control(CMSG_SPACE(handle_bytes));

    msghdr header{};
    header.msg_name = &address;
    header.msg_namelen = sizeof address;
    header.msg_iov = &place;
    header.msg_iovlen = 1;
    if (!handles.empty()) {
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(handle_bytes);
        std::memcpy(CMSG_DATA(rights), handles.data(), handle_bytes);
    }
    const descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    return ::sendmsg(socket.get(), &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? errno : 0;
}

descriptor bind_raw_socket(const std::string &path) {
    const sockaddr_un address = socket_address(path);
    descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    const auto *generic = reinterpret_cast<const sockaddr *>(&address);
    if (::bind(socket.get(), generic, sizeof address) != 0) {
        socket.reset();
    }
    return socket;
}

void wait_for_closers() {
    const auto bound = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (unclosed_strangers_handles() != 0 && std::chrono::steady_clock::now() < bound) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

std::size_t count_open_descriptors() {
    wait_for_closers();
    const std::filesystem::directory_iterator open{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

} // namespace mailslog
