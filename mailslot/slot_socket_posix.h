// The few socket calls that the ends of a slot share (unix(7)).
#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include <sys/un.h>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

/// The address of the socket at `path`, which fits (writer_places(), make_owner_socket_path()).
sockaddr_un socket_address(const std::string &path) noexcept;

/// A datagram socket that never blocks and that no program executed later inherits.
std::error_code make_socket(descriptor &made) noexcept;

/// Whether the error of a connect(2) or a send(2) says that no live reader has the socket.
bool says_no_reader(int error_number) noexcept;

/// Sends `text` and two descriptors (SCM_RIGHTS) to the socket at `to`, or with null to where
/// `socket` is connected; never blocks. Errors: not_found (no live reader), full, the system's own.
std::error_code send_with_handles(
    const descriptor &socket, const sockaddr_un *to, std::string_view text,
    const int (&handles)[2]) noexcept;

/// Makes `socket` send to the slot at `path`. Errors: not_found (no live reader), access_denied,
/// the system's own.
std::error_code connect_to_slot(const descriptor &socket, const std::string &path) noexcept;

} // namespace mailslog
