// Lines as datagrams of their own, where there is no lane: always on Windows, on Linux where shared
// memory is refused. What finds no slot waits in an outbox, as does what waits for a lane that
// could not be made yet. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include <mailslog/slot_name.h>
#include <mailslog/slot_writer.h>

#include "mailslot/datagram.h"
#include "mailslot/outbox.h"

namespace mailslog {

class datagram_way {
public:
    /// How often a slot that did not exist is looked for again.
    static constexpr std::chrono::milliseconds open_interval{100};

    datagram_way(const slot_name &slot, std::size_t outbox_bytes);

    /// Hands a datagram to the slot, or to the outbox while there is no slot; a slot that is full,
    /// or an outbox that is, is given `wait_at_most` to find room. Returns how many lines are lost
    /// by it: this one, or older ones that had to leave the outbox.
    std::size_t ship(std::string_view datagram, std::chrono::milliseconds wait_at_most);
    /// Hands over what waits in the outbox as far as the slot takes it at once.
    void flush() noexcept;
    /// Hands over what waits and the stream's last number, within `wait_at_most`; returns how many
    /// lines stay behind.
    std::size_t
    say_goodbye(const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept;

    outbox &waiting() noexcept { return outbox_; }
    const outbox &waiting() const noexcept { return outbox_; }

private:
    using clock = std::chrono::steady_clock;

    bool is_open() noexcept;
    std::error_code write(std::string_view datagram, std::chrono::milliseconds wait) noexcept;
    bool empty_outbox(clock::time_point deadline) noexcept;
    bool wait_for_slot(clock::time_point deadline) noexcept;

    slot_name slot_;
    slot_writer writer_;
    outbox outbox_;
    clock::time_point tried_at_{};
    std::size_t lost_ = 0; // and not yet returned
    bool waiting_is_vain_ = false;
};

} // namespace mailslog
