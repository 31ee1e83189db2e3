#include "collector/reload_request.h"

#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

#include <unistd.h>

namespace mailslog {
namespace {

std::atomic<reload_request *> listening{nullptr};
/// Handlers that may be about to use `listening`.
std::atomic<int> hearing{0};
struct sigaction old_action;
bool had_terminal = false;

/// It hangs up before its programs are told (setsid(2), tty_ioctl(4)).
bool has_lost_terminal() noexcept {
    return had_terminal && ::isatty(STDERR_FILENO) == 0;
}

void do_as_before(int number) noexcept {
    if (old_action.sa_handler != SIG_IGN && old_action.sa_handler != SIG_DFL) {
        old_action.sa_handler(number);
    }
}

} // namespace

struct reload_request::handler {
    static void on_signal(int number) noexcept {
        const int saved_errno = errno;
        if (has_lost_terminal()) {
            do_as_before(number);
        } else {
            hear();
        }
        errno = saved_errno;
    }

    static void hear() noexcept {
        ++hearing;
        if (reload_request *const request = listening) {
            request->requested_ = true;
            request->wake_(request->context_);
        }
        --hearing;
    }
};

reload_request::reload_request(wake_function wake, void *context) : wake_{wake}, context_{context} {
    listening = this;
    had_terminal = ::isatty(STDERR_FILENO) == 1;
    struct sigaction action {};
    action.sa_handler = &handler::on_signal;
    sigfillset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    if (::sigaction(SIGHUP, &action, &old_action) != 0) {
        const std::error_code error{errno, std::system_category()};
        listening = nullptr;
        throw std::system_error{error, "cannot listen for SIGHUP"};
    }
}

reload_request::~reload_request() {
    ::sigaction(SIGHUP, &old_action, nullptr);
    // A handler counts itself before it looks: one that this wait misses finds nobody.
    listening = nullptr;
    while (hearing != 0) {
        std::this_thread::yield();
    }
}

} // namespace mailslog
