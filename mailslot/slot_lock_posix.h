// The lock file beside a slot's socket: held for the slot's life, it tells a live owner from a
// socket that a killed one left behind.
//
// The lock is on the open file description (fcntl(2), F_OFD_SETLK): it ends with its last
// descriptor however the owner ends, holds against other readers of the same process, and can be
// asked after without being taken. The file holds the owner's process id as text. Its mode is 0600,
// since who can open it can lock it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

inline constexpr std::string_view lock_suffix = ".lock";

class slot_lock {
public:
    /// Takes the lock of the slot whose socket is at `socket_path`. Errors: already_exists (it is
    /// held), std::errc::file_exists (a link stands in the lock file's place, or no file, or one
    /// with a second name), access_denied, the system's own.
    std::error_code take(const std::string &socket_path);
    /// As take(), but the file says nothing of the owner until write_id().
    std::error_code hold(const std::string &socket_path);
    /// Errors: the system's; the lock is held all the same.
    std::error_code write_id();
    /// Removes the file and lets go; everything that the lock protects is gone by then.
    void remove() noexcept;

    /// The process that holds the lock of the slot at `socket_path`; nothing if none does, or if
    /// the file may not be read.
    static std::optional<std::int64_t> owner(const std::string &socket_path);

private:
    std::string path_;
    descriptor file_;
};

} // namespace mailslog
