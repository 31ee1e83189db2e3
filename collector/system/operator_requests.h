// Hears what an operator wants while the collector runs. SIGHUP: read the configuration again, and
// go on in the file that stands at the live name (after logrotate); SIGUSR1: rotate now (`mailslog
// rotate`).
// Windows has neither signal.
//
// A SIGHUP that comes because the terminal is gone, which the collector had when it began, becomes
// SIGTERM, unless SIGHUP was ignored then (nohup(1)). One object at a time; made after the
// stop_request and destroyed before it, by the main thread, which asks it, too.
#pragma once

#include <atomic>

namespace mailslog {

class operator_requests {
public:
    /// Called with `context` by a signal handler: see stop_request.
    using wake_function = void (*)(void *context);

    operator_requests(wake_function wake, void *context);
    ~operator_requests();
    operator_requests(const operator_requests &) = delete;
    operator_requests &operator=(const operator_requests &) = delete;

    /// Whether it was asked for since the last call.
    bool take_reload() noexcept { return reload_.exchange(false); }
    bool take_rotation() noexcept { return rotation_.exchange(false); }

private:
    /// What the system calls.
    struct handler;

    [[maybe_unused]] wake_function wake_;
    [[maybe_unused]] void *context_;
    std::atomic<bool> reload_{false};
    std::atomic<bool> rotation_{false};
};

} // namespace mailslog
