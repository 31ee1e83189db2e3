// Where lines wait for a courier: one thread hands them over, the courier's takes them in order, as
// many at a time as share a datagram. Beyond its room the oldest leave. Any thread may ask for the
// figures.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "mailslot/datagram.h"
#include "mailslot/outbox.h"
#include "mailslot/record_pack.h"

namespace mailslog {

class waiting_lines {
public:
    using clock = std::chrono::steady_clock;

    /// After so long without a new line the stream's last number is to be sent, so that the loss of
    /// the last lines shows.
    static constexpr std::chrono::milliseconds quiet_time{1000};

    /// What a courier is to do next.
    enum class task { send_lines, say_last_number, say_goodbye, stop };

    explicit waiting_lines(std::size_t capacity_bytes) : outbox_{capacity_bytes} {}

    // For who hands over.

    /// Adds the datagram of the line that `stream` has last numbered, once there is room for it or
    /// the deadline has passed. False: it had.
    bool push(
        const stream_header &stream, std::string_view datagram,
        clock::time_point deadline) noexcept;
    /// No more will come: the courier is to send what waits and say goodbye. Returns when it is
    /// done or the deadline has passed.
    void end(const stream_header &stream, clock::time_point deadline) noexcept;
    /// The courier is to stop where it is. Returns whether it has, by the deadline.
    bool stop(clock::time_point deadline) noexcept;

    // For the courier.

    /// Waits for something to do; fills the empty `pack` if that is to send lines. What the pack
    /// held before counts as sent.
    task next(record_pack &pack);
    /// What the pack holds can't be sent.
    void give_up() noexcept;
    /// Waits so long, or until the courier is called to end or to stop.
    void nap(std::chrono::milliseconds time);
    bool is_stopped() const noexcept;
    /// The stream with its last number, without its name.
    stream_header stream() const noexcept;
    /// The courier's last word.
    void finish() noexcept;

    std::uint64_t lost() const noexcept;
    std::size_t bytes() const noexcept;

private:
    using lock = std::unique_lock<std::mutex>;

    void remember(const stream_header &stream) noexcept;
    void wait_for_task(lock &held);
    void fill(record_pack &pack);

    mutable std::mutex mutex_;
    std::condition_variable called_;   // the courier has something to do
    std::condition_variable has_room_; // the outbox has
    std::condition_variable finished_;
    outbox outbox_;
    std::uint64_t lost_ = 0;
    std::size_t packed_ = 0; // lines in the courier's pack
    stream_header stream_;   // without its name
    clock::time_point last_line_at_{};
    std::uint64_t said_ = 0; // the last number that needs no saying again
    bool is_ending_ = false;
    bool is_stopped_ = false;
    bool has_finished_ = false;
};

} // namespace mailslog
