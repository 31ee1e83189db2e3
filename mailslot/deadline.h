// The end of a wait that may be interrupted and taken up again.
#pragma once

#include <chrono>

namespace mailslog {

/// A moment on the steady clock; belongs to one thread.
class deadline {
public:
    using clock = std::chrono::steady_clock;

    /// `timeout` from now; one below zero never ends, zero is past already.
    explicit deadline(
        std::chrono::milliseconds timeout, clock::time_point now = clock::now()) noexcept;

    /// The time left for poll(2) or WaitForSingleObject: milliseconds, rounded up so that a wait
    /// never ends early; -1 for ever, 0 when it is past. Waits longer than a day are cut to one,
    /// so who waits must look again.
    int remaining_ms(clock::time_point now = clock::now()) const noexcept;
    bool has_passed(clock::time_point now = clock::now()) const noexcept {
        return remaining_ms(now) == 0;
    }

private:
    bool never_ = false;
    clock::time_point end_;
};

} // namespace mailslog
