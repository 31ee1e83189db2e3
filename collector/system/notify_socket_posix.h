// The datagram socket at which systemd hears the services that it started (sd_notify(3)).
#pragma once

#include <string>
#include <system_error>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

/// $NOTIFY_SOCKET; empty if there is none, or none that we know.
std::string notify_path();

std::error_code connect_to_manager(const std::string &path, descriptor &out) noexcept;

/// Sends the assignments, a line each; never blocks.
std::error_code notify(const std::string &path, const std::string &assignments) noexcept;

} // namespace mailslog
