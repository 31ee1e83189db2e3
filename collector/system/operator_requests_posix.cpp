#include "collector/system/operator_requests.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace mailslog {
namespace {

std::atomic<operator_requests *> listening{nullptr};
bool ends_with_terminal = false;
struct sigaction old_hangup;

/// Async-signal-safe (signal-safety(7)).
bool has_terminal() noexcept {
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    return terminal != -1 && ::close(terminal) == 0;
}

void listen(int number, void (*handler)(int), struct sigaction *before) noexcept {
    struct sigaction action {};
    action.sa_handler = handler;
    sigfillset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    ::sigaction(number, &action, before); // it can't fail for these signals
}

} // namespace

struct operator_requests::handler {
    static void on_signal(int number) noexcept {
        const int saved_errno = errno;
        operator_requests *const requests = listening;
        if (number == SIGHUP && ends_with_terminal && !has_terminal()) {
            ::raise(SIGTERM); // comes when this handler returns
        } else if (requests != nullptr) {
            (number == SIGHUP ? requests->reload_ : requests->rotation_) = true;
            requests->wake_(requests->context_);
        }
        errno = saved_errno;
    }
};

operator_requests::operator_requests(wake_function wake, void *context)
    : wake_{wake}, context_{context} {
    listening = this;
    listen(SIGHUP, &handler::on_signal, &old_hangup);
    ends_with_terminal = old_hangup.sa_handler != SIG_IGN && has_terminal();
    listen(SIGUSR1, &handler::on_signal, nullptr);
}

std::error_code operator_requests::hear_at(const std::string & /*answer_path*/) {
    return {};
}

void operator_requests::ask_for_reload() noexcept {
    ::raise(SIGHUP);
}

// A SIGUSR1 that comes late must not end the process, which is its default.
operator_requests::~operator_requests() {
    listen(SIGUSR1, SIG_IGN, nullptr);
    ::sigaction(SIGHUP, &old_hangup, nullptr);
    listening = nullptr;
}

} // namespace mailslog
