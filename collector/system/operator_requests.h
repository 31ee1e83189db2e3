// Hears what an operator wants while the collector runs. SIGHUP: read the configuration again, and
// go on in the file that stands at the live name (after logrotate); SIGUSR1: rotate now (`mailslog
// rotate`). Windows has neither signal: there `mailslog rotate` knocks at a door of the process,
// and the service manager asks a service to read its configuration again.
//
// A SIGHUP that comes because the terminal is gone, which the collector had when it began, becomes
// SIGTERM, unless SIGHUP was ignored then (nohup(1)). One object at a time; made after the
// stop_request and destroyed before it, by the main thread, which asks it, too.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <system_error>

namespace mailslog {

class operator_requests {
public:
    /// Called with `context` by a signal handler: see stop_request.
    using wake_function = void (*)(void *context);

    operator_requests(wake_function wake, void *context);
    ~operator_requests();
    operator_requests(const operator_requests &) = delete;
    operator_requests &operator=(const operator_requests &) = delete;

    /// For who can't send a signal: `mailslog rotate` learns here where the answer will stand.
    /// Called once at most; where there are signals it does nothing.
    std::error_code hear_at(const std::string &answer_path);
    /// From any thread, as long as the object lives.
    static void ask_for_reload() noexcept;

    /// Whether it was asked for since the last call.
    bool take_reload() noexcept { return reload_.exchange(false); }
    bool take_rotation() noexcept { return rotation_.exchange(false); }

private:
    /// What the system calls.
    struct handler;

    [[maybe_unused]] std::unique_ptr<handler> handler_; // none where the process has but one
    wake_function wake_;
    void *context_;
    std::atomic<bool> reload_{false};
    std::atomic<bool> rotation_{false};
};

} // namespace mailslog
