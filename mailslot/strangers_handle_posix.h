// What may be done with a handle that a stranger has handed over, without waiting for him.
//
// Most calls may take as long as he likes: fstat(2) waits for the server of a file that is on FUSE;
// read(2), splice(2) and F_GETPIPE_SZ wait for who holds a pipe's lock in the kernel, as he does
// whose write(2) is stuck; close(2) waits for both, if it is the last, and for a socket that
// lingers (socket(7)). Some of these waits end with no signal, not even SIGKILL.
#pragma once

#include <cstddef>

namespace mailslog {

/// Whether it is a pipe by pipe(2), which has no name: fstat(2) of it asks nobody. Without /proc a
/// named one passes for that, too: a collector that strangers may send to should have /proc.
bool is_nameless_pipe(int fd) noexcept;

/// Threads that close. Beyond so many that hang at once, what is handed over stays open; a slot's
/// reader takes no more messages while there are a thousand of these.
inline constexpr std::size_t max_closers = 64;

/// Closes `fd` without waiting for anybody: shared memory here, the rest on threads of its own,
/// which no end of the process waits for (but the kernel does, for those that hang). A socket does
/// not linger. Any thread.
void close_strangers_handle(int fd) noexcept;

/// How many that were handed over are not closed yet.
std::size_t unclosed_strangers_handles() noexcept;

} // namespace mailslog
