#include "sink/src/lane_way.h"

#include <algorithm>
#include <new>
#include <thread>

#include <mailslog/slot_error.h>

#include "mailslot/no_cancellation.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// Between looks whether a full lane has room again: short against a collector's turn, long
/// against the price of a look.
constexpr auto look_interval = 50us;
/// Lines whose own times stand still (a replayed log) still get the clock asked so often.
constexpr std::uint32_t lines_between_looks = 1024;

} // namespace

std::error_code
lane_way::open(const lane_route &route, std::size_t lane_bytes, std::uint64_t stream_id) noexcept {
    waiting_is_vain_ = false;
    slot_was_full_ = false;
    offered_at_ = {};
    try {
        return lane_.make(route, lane_bytes, stream_id);
    } catch (const std::bad_alloc &) {
        return std::make_error_code(std::errc::not_enough_memory);
    }
}

char *lane_way::reserve(
    std::size_t size_bytes, std::chrono::milliseconds wait_at_most,
    const stream_header &stream) noexcept {
    char *room = lane_.reserve(size_bytes);
    if (room != nullptr) {
        waiting_is_vain_ = false;
        return room;
    }
    if (wait_at_most == 0ms || waiting_is_vain_) {
        return nullptr;
    }
    const no_cancellation held;
    for (const auto deadline = clock::now() + wait_at_most; clock::now() < deadline;) {
        if (is_due(offer_interval)) {
            offer(stream);
        }
        lane_.wake_reader();
        std::this_thread::sleep_for(look_interval);
        room = lane_.reserve(size_bytes);
        if (room != nullptr) {
            return room;
        }
    }
    waiting_is_vain_ = true;
    return nullptr;
}

void lane_way::publish(const lane_counters &counters) noexcept {
    lane_.publish();
    lane_.show(counters);
}

void lane_way::offer_if_due(const stream_header &stream, std::int64_t line_time_ns) noexcept {
    constexpr std::uint64_t interval_ns = std::chrono::nanoseconds{offer_interval}.count();
    const auto line_time = static_cast<std::uint64_t>(line_time_ns);
    const bool may_be_due = line_time - offered_line_time_ >= interval_ns || slot_was_full_;
    if (!may_be_due && ++lines_since_look_ < lines_between_looks) {
        return;
    }
    lines_since_look_ = 0;
    if (is_due(slot_was_full_ ? retry_interval : offer_interval)) {
        offer(stream);
    }
    const std::chrono::nanoseconds since_offer = clock::now() - offered_at_;
    offered_line_time_ = line_time - static_cast<std::uint64_t>(since_offer.count());
}

void lane_way::flush(const stream_header &stream) noexcept {
    if (is_due(flush_interval)) {
        offer(stream);
    }
}

void lane_way::introduce(
    const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept {
    const auto deadline = clock::now() + wait_at_most;
    while (offers_ == 0 && slot_was_full_ && clock::now() < deadline) {
        std::this_thread::sleep_for(std::min(retry_interval, wait_at_most));
        offer(stream);
    }
}

void lane_way::say_goodbye(
    const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept {
    const auto deadline = clock::now() + wait_at_most;
    while (lane_.used_bytes() != 0 || !lane_.is_taken()) { // else the bell's end says the rest
        offer(stream);
        if (!slot_was_full_ || clock::now() >= deadline) {
            return;
        }
        std::this_thread::sleep_for(std::min(retry_interval, wait_at_most));
    }
}

std::error_code lane_way::offer(const stream_header &stream) noexcept {
    const no_cancellation held;
    char text[max_control_bytes];
    const std::size_t size_bytes = encode_control(datagram_kind::offer, stream, text);
    std::error_code result = lane_.offer({text, size_bytes});
    if (result == slot_errc::closed && !renew()) {
        result = lane_.offer({text, size_bytes});
    }
    is_cut_off_ = result == slot_errc::closed;
    offers_ += result ? 0 : 1;
    slot_was_full_ = result == slot_errc::full;
    offered_at_ = clock::now();
    return result;
}

std::error_code lane_way::renew() noexcept try {
    return lane_.renew();
} catch (const std::bad_alloc &) {
    return std::make_error_code(std::errc::not_enough_memory);
}

bool lane_way::is_due(std::chrono::milliseconds interval) const noexcept {
    return clock::now() - offered_at_ >= interval;
}

} // namespace mailslog
