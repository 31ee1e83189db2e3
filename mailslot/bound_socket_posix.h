// A slot's socket at its path. Whoever binds one holds the slot's lock (slot_lock_posix.h).
#pragma once

#include <string>
#include <system_error>

#include <sys/types.h>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

class bound_socket {
public:
    /// Makes the socket at `path`, in place of one that a killed owner left behind; each message
    /// will tell its sender (SO_PASSCRED). Its mode is `mode`, whatever the umask. Errors:
    /// already_exists (a program that knows no locks listens there), std::errc::file_exists (what
    /// stands there is no socket), access_denied, the system's own.
    std::error_code bind(const std::string &path, mode_t mode);
    /// Takes a socket that somebody else has bound to `path`, in any case. Error:
    /// std::errc::address_not_available (it is another socket, or none).
    std::error_code take(descriptor socket, const std::string &path);
    /// Removes the socket that bind() made, unless another one stands at its path by now, and
    /// closes it.
    void remove() noexcept;

    const descriptor &handle() const noexcept { return socket_; }

private:
    std::error_code remember(const std::string &path);

    std::string path_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
    descriptor socket_;
};

} // namespace mailslog
