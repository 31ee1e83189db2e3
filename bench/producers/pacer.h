// Gives each line its time: a rate that does not depend on what the lines before it took.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

namespace mailslog_bench {

class pacer {
public:
    using clock = std::chrono::steady_clock;

    /// `rate` in lines a second, the first at once; 0: as fast as may be.
    pacer(double rate, bool spins) : spins_{spins} {
        if (rate > 0) {
            step_ = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / rate)};
        }
        due_ = clock::now();
    }

    /// Returns when the next line is due. Spinning, the line begins on a warm CPU, as in a program
    /// that works between its lines; where there are more producers than CPUs it would take them
    /// from each other.
    void wait() {
        if (step_.count() == 0) {
            return;
        }
        const auto early = spins_ ? spin_for : std::chrono::nanoseconds{0};
        if (due_ - clock::now() > 2 * early) {
            std::this_thread::sleep_until(due_ - early);
        }
        while (spins_ && clock::now() < due_) {
        }
        due_ += step_;
    }

private:
    static constexpr std::chrono::nanoseconds spin_for{15000};

    bool spins_;
    std::chrono::nanoseconds step_{0};
    clock::time_point due_;
};

} // namespace mailslog_bench
