// The client's end of a mailslot: each write() is one message, delivered whole or not at all.
//
// A writer belongs to one thread at a time. It holds one system handle, closed by the destructor.
// Remote names (reach other than local) answer slot_errc::not_supported.
//
// Windows: CreateFile and an overlapped WriteFile, so that a write that the system can't take at
// once is cancelled and reported, never waited for. POSIX: an AF_UNIX datagram socket (unix(7)).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <system_error>

#include <mailslog/slot_name.h>

namespace mailslog {

class slot_writer {
public:
    slot_writer() noexcept;
    ~slot_writer();
    slot_writer(slot_writer &&) noexcept;
    slot_writer &operator=(slot_writer &&) noexcept;
    slot_writer(const slot_writer &) = delete;
    slot_writer &operator=(const slot_writer &) = delete;

    /// Opens a slot that a reader has created; a writer that was open is closed first.
    /// Errors: not_found (no reader), not_supported (remote name), access_denied, the system's own.
    std::error_code open(const slot_name &name);

    /// Hands one message of `size_bytes` (0 is allowed) to the slot, waiting at most `wait_at_most`
    /// for room; zero never blocks. Errors: full (no room in time), closed (not open, or the reader
    /// is gone: open() again), message_too_large, the system's own.
    std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most = {}) noexcept;

    bool is_open() const noexcept;
    void close() noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
