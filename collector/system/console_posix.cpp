#include "collector/system/console.h"

#include <cerrno>
#include <csignal>
#include <iterator>

#include <fcntl.h>
#include <unistd.h>

#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
struct sigaction old_actions[std::size(stop_signals)];

sigset_t all_stop_signals() noexcept {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : stop_signals) {
        sigaddset(&set, number);
    }
    return set;
}

/// Who starts a program by nohup(1) wants it to outlive the terminal.
bool is_to_be_ignored(int number) noexcept {
    struct sigaction now {};
    return number == SIGHUP && ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

int descriptor_of(standard_stream stream) noexcept {
    switch (stream) {
    case standard_stream::input:
        return STDIN_FILENO;
    case standard_stream::output:
        return STDOUT_FILENO;
    case standard_stream::error:
        break;
    }
    return STDERR_FILENO;
}

} // namespace

struct stop_request::handler {
    static void on_signal(int number) noexcept {
        const int saved_errno = errno;
        if (!hear()) {
            ::signal(number, SIG_DFL);
            ::raise(number); // comes when this handler returns, since it is blocked until then
        }
        errno = saved_errno;
    }
};

std::error_code stop_request::arm() noexcept {
    struct sigaction action {};
    action.sa_handler = &handler::on_signal;
    action.sa_mask = all_stop_signals();
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < std::size(stop_signals); ++i) {
        const int number = stop_signals[i];
        const auto *wanted = is_to_be_ignored(number) ? nullptr : &action;
        if (::sigaction(number, wanted, &old_actions[i]) != 0) {
            return last_error();
        }
    }
    return {};
}

void stop_request::disarm() noexcept {
    for (std::size_t i = 0; i < std::size(stop_signals); ++i) {
        ::sigaction(stop_signals[i], &old_actions[i], nullptr);
    }
}

bool is_terminal(standard_stream stream) noexcept {
    return ::isatty(descriptor_of(stream)) == 1;
}

bool enable_colours(standard_stream stream) noexcept {
    return is_terminal(stream);
}

plain_streams::plain_streams() noexcept {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) {
            // The other way round, so that its use fails as that of a closed one does.
            (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}
plain_streams::~plain_streams() = default;

} // namespace mailslog
