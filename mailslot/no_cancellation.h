// Keeps the calling thread whole where it must not end: between two states, or in what throws
// nothing, since cancellation unwinds the stack (pthread_cancel(3)).
#pragma once

namespace mailslog {

/// While it lives, a cancellation of the thread waits; cheap, no system call. Nothing on Windows.
class no_cancellation {
public:
    no_cancellation() noexcept;
    ~no_cancellation();
    no_cancellation(const no_cancellation &) = delete;
    no_cancellation &operator=(const no_cancellation &) = delete;

private:
    int state_before_ = 0;
};

} // namespace mailslog
