#include "mailslot/bound_socket_posix.h"

#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/slot_socket_posix.h"
#include "mailslot/socket_memory_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

std::error_code remove_stale_socket(const std::string &path) noexcept {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return {}; // should it be there after all, bind(2) says so
    }
    if (!S_ISSOCK(status.st_mode)) { // a link, wherever it leads, is not ours to follow
        return std::make_error_code(std::errc::file_exists);
    }
    descriptor probe;
    if (const auto error = make_socket(probe)) {
        return error;
    }
    if (!connect_to_slot(probe, path)) {
        return slot_errc::already_exists;
    }
    ::unlink(path.c_str()); // should it fail, bind(2) says why
    return {};
}

std::error_code identify_senders(const descriptor &socket) noexcept {
    const int on = 1;
    return result_of(::setsockopt(socket.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
}

/// Where the last close of a socket would, with any wait that takes.
void close_what_waits(const descriptor &socket) noexcept {
    char byte = 0;
    while (receive_bytes(socket, &byte, sizeof byte) >= 0) {
    }
}

std::error_code bind_to(const descriptor &socket, const std::string &path) noexcept {
    const sockaddr_un address = socket_address(path);
    return result_of(
        ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address));
}

int option_of(const descriptor &socket, int option) noexcept {
    int value = -1;
    socklen_t size_bytes = sizeof value;
    return ::getsockopt(socket.get(), SOL_SOCKET, option, &value, &size_bytes) == 0 ? value : -1;
}

/// The path as whoever bound it wrote it; empty if there is none.
std::string bound_path(const descriptor &socket) {
    sockaddr_un address{};
    socklen_t size_bytes = sizeof address;
    if (option_of(socket, SO_DOMAIN) != AF_UNIX || option_of(socket, SO_TYPE) != SOCK_DGRAM ||
        ::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size_bytes) != 0) {
        return {};
    }
    return std::string(address.sun_path, ::strnlen(address.sun_path, sizeof address.sun_path));
}

/// Two ways to write the same path.
bool lead_to_same_file(const std::string &a, const std::string &b) noexcept {
    struct stat at_a {};
    struct stat at_b {};
    return ::lstat(a.c_str(), &at_a) == 0 && ::lstat(b.c_str(), &at_b) == 0 &&
           at_a.st_dev == at_b.st_dev && at_a.st_ino == at_b.st_ino;
}

} // namespace

std::error_code bound_socket::bind(const std::string &path, mode_t mode) {
    if (const auto error = remove_stale_socket(path)) {
        return error;
    }
    if (const auto error = make_socket(socket_)) {
        return error;
    }
    if (const auto error = identify_senders(socket_)) {
        return error;
    }
    // The path gets the socket's mode less the umask, which belongs to all threads and stays as it
    // is. So the mode is set before, lest anybody has access too early, and again afterwards.
    if (const auto error = result_of(::fchmod(socket_.get(), mode))) {
        return error;
    }
    if (const auto error = bind_to(socket_, path)) {
        return error;
    }
    if (const auto error = remember(path)) {
        return error;
    }
    return result_of(::chmod(path.c_str(), mode));
}

std::error_code bound_socket::take(descriptor socket, const std::string &path) {
    socket_ = std::move(socket);
    if (!lead_to_same_file(bound_path(socket_), path)) {
        return std::make_error_code(std::errc::address_not_available);
    }
    return identify_senders(socket_);
}

std::error_code bound_socket::remember(const std::string &path) {
    struct stat status {};
    const auto error = result_of(::lstat(path.c_str(), &status));
    path_ = path;
    device_ = status.st_dev;
    inode_ = status.st_ino;
    return error;
}

void bound_socket::remove() noexcept {
    struct stat status {};
    const bool is_ours = socket_ && ::lstat(path_.c_str(), &status) == 0 &&
                         status.st_dev == device_ && status.st_ino == inode_;
    if (is_ours) {
        ::unlink(path_.c_str());
    }
    if (socket_ && !path_.empty()) {
        ::shutdown(socket_.get(), SHUT_RD);
        close_what_waits(socket_);
    }
    socket_.reset();
}

} // namespace mailslog
