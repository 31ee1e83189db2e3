// The memory that a batch of messages lies in, and the one system call that fills it.
//
// Each message has a place of its own that recvmmsg(2) writes to directly. The places are address
// space, not memory: a page is taken when a message first reaches it, so that short messages cost
// a page each however long they may be.
#pragma once

#include <cstddef>
#include <memory>
#include <system_error>
#include <vector>

#include <sys/socket.h>
#include <sys/types.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/slot_receiver.h"

namespace mailslog {

/// Far more than a socket holds by default (net.unix.max_dgram_qlen is 10; 512 with systemd).
inline constexpr std::size_t max_batch_messages = 64;
/// What a message may bring (SCM_MAX_FD, unix(7)).
inline constexpr std::size_t max_message_handles = 253;
/// 64 messages of the default limit; also the longest message that a slot takes.
inline constexpr std::size_t max_batch_bytes = std::size_t{4} * 1024 * 1024;

/// Room for all that may come with a message. The kernel would close handles that find none, in
/// this thread and with any wait that takes (strangers_handle_posix.h). It still does so with those
/// that find none in the process's table of descriptors.
struct alignas(cmsghdr) control_data {
    /// A label, a time: what a socket's maker may have had the kernel add (socket(7)).
    static constexpr std::size_t more_bytes = 512;

    char bytes
        [CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(max_message_handles * sizeof(int)) + more_bytes];
};

/// As recv(2), without waiting; what handles come with the message are closed.
ssize_t receive_bytes(const descriptor &socket, void *buffer, std::size_t buffer_bytes) noexcept;

class socket_memory final : public message_memory {
public:
    /// For messages of up to `message_bytes`, which is 1 to max_batch_bytes.
    explicit socket_memory(std::size_t message_bytes);

    /// Adds what waits in `socket` to `messages`; never blocks. Errors: timed_out (nothing waits),
    /// the system's own.
    std::error_code receive(const descriptor &socket, std::vector<received_message> &messages);

    std::size_t message_bytes() const noexcept { return message_bytes_; }

private:
    std::size_t message_bytes_;
    std::unique_ptr<char[]> bytes_;
    std::vector<iovec> places_;
    std::vector<control_data> controls_;
    std::vector<mmsghdr> headers_;
};

} // namespace mailslog
