// The wish that a running program should read its configuration again.
#pragma once

#include <atomic>

namespace mailslog {

/// Hears SIGHUP on POSIX; on Windows nobody can say it.
///
/// While it lives, SIGHUP does not end the program, unless it tells that the terminal is gone from
/// which the program speaks: then it means what it meant before, to a stop_request that was made
/// earlier. One object at a time; made, asked and destroyed by the main thread.
class reload_request {
public:
    /// Called with `context` at each wish, by a signal handler: it may do only what
    /// signal-safety(7) allows, and must not throw.
    using wake_function = void (*)(void *context);

    /// `context` outlives this object. Throws std::system_error if the system refuses.
    reload_request(wake_function wake, void *context);
    /// Puts back what was.
    ~reload_request();
    reload_request(const reload_request &) = delete;
    reload_request &operator=(const reload_request &) = delete;

    /// Whether the wish has come since this was asked last.
    bool take() noexcept { return requested_.exchange(false); }

private:
    /// What the system calls.
    struct handler;

    std::atomic<bool> requested_{false};
    wake_function wake_;
    void *context_;
};

} // namespace mailslog
