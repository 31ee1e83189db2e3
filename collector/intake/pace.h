// How long the collector naps between turns, and when it goes to sleep. Pure; no clock of its own.
//
// While lines flow it naps, so that no writer has to wake it: the shorter, the more the fullest
// lane got while the last turn was under way, and not at all where that is so much that a nap would
// fill it. A flood that seems over gets one short nap first: its writers may have found the lane
// full and wait, and would fill it again in a long one. When nothing has come for a while it sleeps
// until a bell rings.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace mailslog {

class pace {
public:
    using clock = std::chrono::steady_clock;

    // Of the fullest lane, in 256ths (ring_consumer::unread_share()).
    static constexpr unsigned much = 8;
    static constexpr unsigned flood = 32;
    static constexpr std::chrono::microseconds short_nap{100};
    static constexpr std::chrono::microseconds long_nap{1000};
    static constexpr std::chrono::milliseconds quiet_time{100};

    /// The nap after a turn that left the fullest lane so full, and that took anything at all or
    /// not; nothing: go to sleep.
    std::optional<std::chrono::microseconds>
    after_turn(unsigned fullest, bool took_any, clock::time_point now) noexcept {
        if (took_any) {
            last_taken_ = now;
        }
        if (now - last_taken_ >= quiet_time) {
            return {};
        }
        const bool was_flooded = std::exchange(is_flooded_, fullest >= flood);
        if (is_flooded_) {
            return std::chrono::microseconds{0};
        }
        return fullest >= much || was_flooded ? short_nap : long_nap;
    }

private:
    clock::time_point last_taken_{};
    bool is_flooded_ = false;
};

} // namespace mailslog
