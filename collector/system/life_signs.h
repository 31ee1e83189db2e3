// What the service manager that started this process, if one did, is told of its life: systemd
// (sd_notify(3), sd_watchdog_enabled(3)) or Windows' service control manager. Without one nothing
// is said, and no system call made.
//
// All from the thread that does the work: a manager that watches must not be told that it lives by
// any other. Nothing here blocks, and what can't be delivered is left out.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace mailslog {

class life_signs {
public:
    using clock = std::chrono::steady_clock;

    /// Looks for a manager.
    life_signs();

    /// `status` is a line for the manager's user to read.
    void say_ready(const std::string &status);
    /// Until it is ready again.
    void say_reloading();
    void say_stopping();

    /// Says that the work goes on, if the manager watches and it is time to: twice in the time
    /// after which it would give us up.
    void say_alive(clock::time_point now);
    /// How long until that; nothing: nobody watches.
    std::optional<std::chrono::milliseconds> until_due(clock::time_point now) const;

private:
    [[maybe_unused]] std::string manager_;    // where it hears us; empty: nowhere
    std::optional<clock::duration> interval_; // between two signs that the work goes on
    clock::time_point due_{};
};

} // namespace mailslog
