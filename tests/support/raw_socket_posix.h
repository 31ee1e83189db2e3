// Any program's socket: what reaches a slot from those that know nothing of this library.
#pragma once

#include <string>
#include <vector>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

/// Sends `text` with `handles` attached to the socket at `path`; returns 0 or errno.
int send_with_handles(
    const std::string &path, const std::string &text, const std::vector<int> &handles);

/// A datagram socket bound at `path`, or none.
descriptor bind_raw_socket(const std::string &path);

/// Waits, half a minute at most, until the descriptors of strangers are closed.
void wait_for_closers();

/// How many descriptors this process has open, once those of strangers are closed.
std::size_t count_open_descriptors();

} // namespace mailslog
