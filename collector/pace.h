// How long the collector naps between turns, and when it goes to sleep. Pure; no clock of its own.
//
// While lines flow it naps, so that no writer has to wake it: short after a turn that moved much,
// since a lane fills in well under a millisecond then, longer after one that moved little. When
// nothing has come for a while it sleeps until a bell rings.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace mailslog {

class pace {
public:
    using clock = std::chrono::steady_clock;

    static constexpr std::size_t much_bytes = std::size_t{32} * 1024;
    static constexpr std::size_t flood_bytes = std::size_t{128} * 1024;
    static constexpr std::chrono::microseconds short_nap{100};
    static constexpr std::chrono::microseconds long_nap{1000};
    static constexpr std::chrono::milliseconds quiet_time{100};

    /// The nap after a turn to which the fullest lane brought `fullest_bytes` and which took
    /// anything at all or not; nothing: go to sleep.
    std::optional<std::chrono::microseconds>
    after_turn(std::size_t fullest_bytes, bool took_any, clock::time_point now) noexcept {
        if (took_any) {
            last_taken_ = now;
        }
        if (now - last_taken_ >= quiet_time) {
            return {};
        }
        if (fullest_bytes >= flood_bytes) {
            return std::chrono::microseconds{0};
        }
        return fullest_bytes >= much_bytes ? short_nap : long_nap;
    }

private:
    clock::time_point last_taken_{};
};

} // namespace mailslog
