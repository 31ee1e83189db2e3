// Ends another thread's wait, from any thread and from a signal handler (eventfd(2)).
#pragma once

#include <atomic>
#include <system_error>

#include "mailslot/lasting_descriptor_posix.h"

namespace mailslog {

/// set() is for everybody; the rest belongs to the thread that waits.
class wake_event {
public:
    std::error_code make() noexcept;

    /// Async-signal-safe (signal-safety(7)); leaves errno as it was.
    void set() noexcept;
    /// Whether set() was called since the last take(). No system call.
    bool take() noexcept { return is_set_.exchange(false); }

    /// Readable, for poll(2), after a set() that take() may already have answered; clear() then.
    int handle() const noexcept { return event_.get(); }
    void clear() noexcept;

private:
    std::atomic<bool> is_set_{false};
    static_assert(std::atomic<bool>::is_always_lock_free, "used in signal handlers");
    lasting_descriptor event_;
};

} // namespace mailslog
