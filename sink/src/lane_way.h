// Lines through a lane: when to offer it, when to wait for room in it. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <system_error>

#include "mailslot/datagram.h"
#include "mailslot/lane.h"

namespace mailslog {

class lane_way {
public:
    /// While lines flow, a collector that has come new gets the lane within this time.
    static constexpr std::chrono::milliseconds offer_interval{1000};
    /// A flush() offers again after this time, so that flushing every line costs little.
    static constexpr std::chrono::milliseconds flush_interval{100};
    /// An offer that found the collector's socket full is made again after this time.
    static constexpr std::chrono::milliseconds retry_interval{10};

    /// Errors: as lane_writer::make(), and std::errc::not_enough_memory.
    std::error_code
    open(const lane_route &route, std::size_t lane_bytes, std::uint64_t stream_id) noexcept;
    bool is_open() const noexcept { return lane_.is_open(); }
    void close() noexcept { lane_.close(); }

    /// Room for a datagram, or null when there is none; with `wait_at_most`, none so long.
    char *reserve(
        std::size_t size_bytes, std::chrono::milliseconds wait_at_most,
        const stream_header &stream) noexcept;
    void publish(const lane_counters &counters) noexcept;
    /// A line was dropped: shows it to the collector.
    void show(const lane_counters &counters) noexcept { lane_.show(counters); }

    /// Offers the lane if it is time; `line_time_ns` saves asking the clock for every line.
    void offer_if_due(const stream_header &stream, std::int64_t line_time_ns) noexcept;
    void flush(const stream_header &stream) noexcept;
    /// Where a collector's socket was full and none has taken an offer yet: offers until one does,
    /// there is no such socket any more, or `wait_at_most` has passed.
    void introduce(const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept;
    /// Offers the lane a last time, unless all of it was read; again as long as a collector's
    /// socket is full and `wait_at_most` has not passed.
    void say_goodbye(const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept;

    /// Whether no collector can get the lane: others have closed its handles, and there was nothing
    /// to make another of.
    bool is_cut_off() const noexcept { return is_cut_off_; }
    std::uint64_t offers() const noexcept { return offers_; }
    std::size_t waiting_bytes() const noexcept { return lane_.used_bytes(); }

private:
    using clock = std::chrono::steady_clock;

    std::error_code offer(const stream_header &stream) noexcept;
    std::error_code renew() noexcept;
    bool is_due(std::chrono::milliseconds interval) const noexcept;

    lane_writer lane_;
    std::uint64_t offers_ = 0;
    clock::time_point offered_at_{};
    std::uint64_t offered_line_time_ = 0; // offered_at_ by the lines' own clock, in ns
    std::uint32_t lines_since_look_ = 0;
    bool slot_was_full_ = false;
    bool is_cut_off_ = false;
    bool waiting_is_vain_ = false;
};

} // namespace mailslog
