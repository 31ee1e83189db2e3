// The client's end of a mailslot: each write() is one message, delivered whole or not at all.
//
// A writer belongs to one thread at a time. It holds one system handle, closed by the destructor.
//
// A remote name is reached by [MS-MAIL] over UDP, on Windows by the system unless the configuration
// asks for another port than the standard one. Nobody can tell whether such a message arrives.
//
// Windows: CreateFile and an overlapped WriteFile, so that a write that the system can't take at
// once is cancelled and reported, never waited for. POSIX: an AF_UNIX datagram socket (unix(7)).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <system_error>

#include <mailslog/network_config.h>
#include <mailslog/slot_name.h>

namespace mailslog {

class slot_sender;

class slot_writer {
public:
    slot_writer() noexcept;
    ~slot_writer();
    slot_writer(slot_writer &&) noexcept;
    slot_writer &operator=(slot_writer &&) noexcept;
    slot_writer(const slot_writer &) = delete;
    slot_writer &operator=(const slot_writer &) = delete;

    /// Opens a slot that a reader has created; a writer that was open is closed first.
    /// Errors: not_found (no reader), access_denied, the system's own. For a remote name it finds
    /// out where that is, which may block for some seconds: host_not_found, remote_disabled,
    /// std::errc::invalid_argument (see problem_with(network)).
    std::error_code open(const slot_name &name, const network_config &network = {});

    /// Hands one message of `size_bytes` (0 is allowed) to the slot, waiting at most `wait_at_most`
    /// for room; zero never blocks, except that a remote name is looked up again once in
    /// network_config::address_lifetime. Errors: full (no room in time), closed (not open, or the
    /// reader is gone: open() again), message_too_large, the system's own.
    std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most = {}) noexcept;

    bool is_open() const noexcept;
    void close() noexcept;

private:
    std::unique_ptr<slot_sender> sender_;
};

/// The longest message that the slot takes, whatever its reader says; a seal's bytes are taken off.
/// Local: 65,536. Remote: 424, or less if the slot's name is longer than 8 bytes; 0 if it leaves no
/// room.
std::size_t max_message_bytes(const slot_name &name, const network_config &network = {});

} // namespace mailslog
