// How many datagrams may wait in a Unix socket: Linux' net.unix.max_dgram_qlen. It is one number
// for all such sockets of a network namespace, and each keeps what it was when it was made.
//
// Windows has no such bound.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <system_error>

namespace mailslog {

/// Why this system has no such number; nothing where it has.
std::optional<std::string> fault_of_socket_queues_here();

/// The number; nothing where it can't be told.
std::optional<std::size_t> socket_queue_length();

/// Changes it for all sockets that are made from now on. Errors: the system's (only root may).
std::error_code set_socket_queue_length(std::size_t datagrams);

} // namespace mailslog
