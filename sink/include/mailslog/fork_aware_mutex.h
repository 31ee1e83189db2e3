// A mutex that a fork() can't leave locked for ever in the child.
//
// Another thread of the parent may hold the lock at the moment of the fork; that thread does not
// exist in the child, so there the lock starts afresh. What the lock guarded may then be half
// written: its owner must rebuild it in the child (line_shipper does). Meets Lockable's lock() and
// unlock(), as spdlog::sinks::base_sink asks of its Mutex.
//
// It is held for less than a sleep costs, so a thread that finds it taken looks again a few times,
// for about a microsecond in all, before it sleeps.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

namespace mailslog {

class fork_aware_mutex {
public:
    fork_aware_mutex() noexcept;
    ~fork_aware_mutex() = default;
    fork_aware_mutex(const fork_aware_mutex &) = delete;
    fork_aware_mutex &operator=(const fork_aware_mutex &) = delete;

    void lock();
    void unlock();

private:
    friend struct fork_aware_mutex_moment; // of a fork, for tests

    bool lock_soon() noexcept;
    void start_afresh() noexcept;

    /// Beside the mark: a thread of that process is making the lock its own. No fork_mark() has it.
    static constexpr std::uint64_t being_renewed = std::uint64_t{1} << 63;

    std::mutex mutex_;
    std::atomic<std::uint64_t> mark_; // fork_mark() of the process that the lock belongs to
};

} // namespace mailslog
