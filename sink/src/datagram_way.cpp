#include "sink/src/datagram_way.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <mailslog/slot_error.h>

namespace mailslog {
namespace {

using namespace std::chrono_literals;

std::chrono::milliseconds until(std::chrono::steady_clock::time_point deadline) noexcept {
    const auto left = deadline - std::chrono::steady_clock::now();
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(left));
}

} // namespace

datagram_way::datagram_way(const slot_name &slot, std::size_t outbox_bytes)
    : slot_{slot}, outbox_{outbox_bytes} {}

std::size_t datagram_way::ship(std::string_view datagram, std::chrono::milliseconds wait_at_most) {
    const auto deadline = clock::now() + (waiting_is_vain_ ? 0ms : wait_at_most);
    if (is_open() && empty_outbox(deadline)) {
        const std::error_code result = write(datagram, until(deadline));
        if (!result) {
            waiting_is_vain_ = false;
            return std::exchange(lost_, 0);
        }
        if (result != slot_errc::closed) { // a slot that has no room, or not for this datagram
            waiting_is_vain_ = result == slot_errc::full && wait_at_most > 0ms;
            return std::exchange(lost_, 0) + 1;
        }
    }
    if (!outbox_.has_room(datagram.size()) && wait_at_most > 0ms && !waiting_is_vain_) {
        waiting_is_vain_ = !wait_for_slot(deadline) || !empty_outbox(deadline);
    }
    return std::exchange(lost_, 0) + outbox_.push(datagram);
}

void datagram_way::flush() noexcept {
    if (!outbox_.empty() && is_open()) {
        empty_outbox(clock::now());
    }
}

std::size_t datagram_way::say_goodbye(
    const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept {
    const auto deadline = clock::now() + wait_at_most;
    tried_at_ = {}; // the last look for a slot is due at any time
    if (is_open() && empty_outbox(deadline)) {
        char text[max_control_bytes];
        const std::size_t size_bytes = encode_control(datagram_kind::goodbye, stream, text);
        // Without it the collector learns of lines lost at the very end only by its own patience.
        (void)write({text, size_bytes}, until(deadline));
    }
    return std::exchange(lost_, 0) + outbox_.count();
}

bool datagram_way::is_open() noexcept {
    const auto now = clock::now();
    if (writer_.is_open() || now - tried_at_ < open_interval) {
        return writer_.is_open();
    }
    tried_at_ = now;
    try {
        return !writer_.open(slot_);
    } catch (const std::exception &) { // no memory: as good as no slot, and tried again
        return false;
    }
}

std::error_code
datagram_way::write(std::string_view datagram, std::chrono::milliseconds wait) noexcept {
    const std::error_code result = writer_.write(datagram.data(), datagram.size(), wait);
    if (result == slot_errc::closed) {
        writer_.close();
    }
    return result;
}

/// True when nothing waits any more.
bool datagram_way::empty_outbox(clock::time_point deadline) noexcept {
    while (!outbox_.empty()) {
        const std::error_code result = write(outbox_.front(), until(deadline));
        if (result == slot_errc::full || result == slot_errc::closed) {
            return false;
        }
        lost_ += result ? 1 : 0; // such as no slot takes
        outbox_.pop();
    }
    return true;
}

bool datagram_way::wait_for_slot(clock::time_point deadline) noexcept {
    while (!is_open() && clock::now() < deadline) {
        std::this_thread::sleep_for(std::min(until(deadline), 10ms));
    }
    return writer_.is_open();
}

} // namespace mailslog
