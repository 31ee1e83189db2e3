#include "collector/console.h"

#include <array>
#include <atomic>
#include <csignal>
#include <unistd.h>

namespace mailslog {
namespace {

constexpr std::array<int, 2> stop_signals{SIGINT, SIGTERM};

std::atomic<stop_request::wake_function> wake_of_request{nullptr};
std::atomic<void *> context_of_request{nullptr};
std::atomic<bool> requested{false};
std::array<struct sigaction, stop_signals.size()> actions_before;

extern "C" void on_stop_signal(int signal) {
    if (requested.exchange(true)) {
        ::signal(signal, SIG_DFL);
        ::raise(signal);
        return;
    }
    wake_of_request.load()(context_of_request.load());
}

} // namespace

stop_request::stop_request(wake_function wake, void *context) {
    requested = false;
    wake_of_request = wake;
    context_of_request = context;
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < stop_signals.size(); ++i) {
        ::sigaction(stop_signals[i], &action, &actions_before[i]);
    }
}

stop_request::~stop_request() {
    for (std::size_t i = 0; i < stop_signals.size(); ++i) {
        ::sigaction(stop_signals[i], &actions_before[i], nullptr);
    }
}

bool stop_request::is_requested() const noexcept { return requested; }

bool is_terminal(std::FILE *stream) noexcept { return ::isatty(::fileno(stream)) == 1; }

void prepare_standard_streams() noexcept {}

} // namespace mailslog
