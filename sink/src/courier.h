// Takes lines to a slot on the network by a thread of its own, since finding the slot and sending
// may block. Lines that wait share datagrams.
//
// One thread at a time hands over. In a child by fork() there is no courier: the child must not
// use this object but may destroy it, which leaves untouched what the parent's threads held.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <mailslog/slot_name.h>

#include "mailslot/datagram.h"
#include "mailslot/network/remote_settings.h"
#include "sink/src/waiting_lines.h"

namespace mailslog {

struct courier_route {
    slot_name slot;
    std::shared_ptr<const remote_settings> settings;
    std::string process_name;       // the stream's
    std::size_t datagram_bytes = 0; // the longest that is sent
};

class courier {
public:
    /// How soon a slot that was not found is looked for again, and how soon what could not be sent
    /// is tried again.
    static constexpr std::chrono::milliseconds retry_interval{1000};

    /// Throws std::system_error (no thread to be had), std::bad_alloc.
    courier(const courier_route &route, std::size_t outbox_bytes);
    /// Sends nothing more.
    ~courier();
    courier(const courier &) = delete;
    courier &operator=(const courier &) = delete;

    /// Hands over the datagram of the line that `stream` has last numbered; the outbox is given
    /// `wait_at_most` to find room for it, then the oldest leave.
    void hand_over(
        const stream_header &stream, std::string_view datagram,
        std::chrono::milliseconds wait_at_most) noexcept;
    /// Sends what waits, then that the stream ends at its last number, as far as `wait_at_most`
    /// reaches.
    void say_goodbye(const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept;

    /// Lines that had to leave the outbox, or that nobody would send.
    std::uint64_t lost() const noexcept { return lines_->lost(); }
    std::size_t waiting_bytes() const noexcept { return lines_->bytes(); }

private:
    std::shared_ptr<waiting_lines> lines_; // shared with the thread, which may be the last to leave
    std::unique_ptr<std::thread> thread_;
    std::uint64_t mark_ = 0;
    bool waiting_is_vain_ = false;
};

} // namespace mailslog
