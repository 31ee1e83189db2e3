// Closing what a stranger has handed over. close(2) may take as long as the stranger likes: it
// waits for the server of a file that is on FUSE, and for a socket that lingers (socket(7)).
#pragma once

namespace mailslog {

/// Closes `fd` without waiting for anybody: shared memory and pipes here, the rest on a thread of
/// its own. What waits for that thread is bounded by the process's table of descriptors. Any
/// thread.
void close_strangers_handle(int fd) noexcept;

} // namespace mailslog
