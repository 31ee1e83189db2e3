#include "collector/system/notify_socket_posix.h"

#include <cstddef>
#include <cstdlib>

#include <sys/socket.h>
#include <sys/un.h>

#include "mailslot/slot_socket_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

/// Makes `address` that of $NOTIFY_SOCKET; its size, or 0 if it is none that we know. A name that
/// begins with @ is abstract (unix(7)).
socklen_t make_address(const std::string &path, sockaddr_un &address) noexcept {
    if (path.size() < 2 || path.size() >= sizeof address.sun_path ||
        (path[0] != '/' && path[0] != '@')) {
        return 0;
    }
    address = socket_address(path);
    if (path[0] == '/') {
        return sizeof address;
    }
    address.sun_path[0] = '\0';
    return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
}

} // namespace

std::string notify_path() {
    const char *path = ::secure_getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    return path != nullptr && make_address(path, address) != 0 ? path : "";
}

std::error_code connect_to_manager(const std::string &path, descriptor &out) noexcept {
    sockaddr_un address{};
    const socklen_t size_bytes = make_address(path, address);
    if (const auto error = make_socket(out)) {
        return error;
    }
    return result_of(
        ::connect(out.get(), reinterpret_cast<const sockaddr *>(&address), size_bytes));
}

std::error_code notify(const std::string &path, const std::string &assignments) noexcept {
    descriptor socket;
    if (const auto error = connect_to_manager(path, socket)) {
        return error;
    }
    return result_of(
        ::send(socket.get(), assignments.data(), assignments.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
}

} // namespace mailslog
