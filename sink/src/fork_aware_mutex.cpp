#include <mailslog/fork_aware_mutex.h>

#include <new>
#include <thread>

#include "mailslot/process.h"

namespace mailslog {
namespace {

/// Between looks whether the lock is free, in turns of a loop: from tens of nanoseconds, less than
/// a holder needs that runs, to hundreds. All of them together take about a microsecond, less than
/// a sleep; after that a holder that does not run can have our CPU.
constexpr int first_pause = 64;
constexpr int longest_pause = 1024;

void pause_for(int turns) noexcept {
    for (; turns > 0; --turns) { // which the compiler must not leave out
        std::atomic_signal_fence(std::memory_order_seq_cst);
    }
}

} // namespace

fork_aware_mutex::fork_aware_mutex() noexcept : mark_{fork_mark()} {}

void fork_aware_mutex::lock() {
    if (mark_.load(std::memory_order_acquire) != fork_mark()) {
        start_afresh();
    }
    if (!lock_soon()) {
        mutex_.lock();
    }
}

void fork_aware_mutex::unlock() {
    mutex_.unlock();
}

bool fork_aware_mutex::lock_soon() noexcept {
    for (int pause = first_pause; pause <= longest_pause; pause *= 2) {
        if (mutex_.try_lock()) {
            return true;
        }
        pause_for(pause);
    }
    return false;
}

void fork_aware_mutex::start_afresh() noexcept {
    const std::uint64_t now = fork_mark();
    std::uint64_t seen = mark_.load(std::memory_order_acquire);
    const std::uint64_t renewing = now | being_renewed;
    while (seen != now) {
        // Whoever was renewing it for another process is not here to finish that.
        if (seen != renewing &&
            mark_.compare_exchange_weak(seen, renewing, std::memory_order_acquire)) {
            // Its owner, if it had one, stayed behind in the parent. A locked std::mutex must not
            // be destroyed, so a new one takes its place without that.
            ::new (&mutex_) std::mutex;
            mark_.store(now, std::memory_order_release);
            return;
        }
        std::this_thread::yield();
        seen = mark_.load(std::memory_order_acquire);
    }
}

} // namespace mailslog
