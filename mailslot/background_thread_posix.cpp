#include "mailslot/background_thread.h"

#include <csignal>
#include <utility>

namespace mailslog {
namespace {

/// A new thread begins with its maker's mask (pthread_create(3)).
class all_signals_blocked {
public:
    all_signals_blocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~all_signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    all_signals_blocked(const all_signals_blocked &) = delete;
    all_signals_blocked &operator=(const all_signals_blocked &) = delete;

private:
    sigset_t before_{};
};

} // namespace

std::thread start_background_thread(std::function<void()> work) {
    const all_signals_blocked blocked;
    return std::thread{std::move(work)};
}

} // namespace mailslog
