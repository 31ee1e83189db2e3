#include "collector/system/console.h"

#include <thread>

namespace mailslog {
namespace {

std::atomic<stop_request *> listening{nullptr};
/// Handlers that may be about to use `listening`.
std::atomic<int> hearing{0};

} // namespace

stop_request::stop_request(wake_function wake, void *context) : wake_{wake}, context_{context} {
    listening = this;
    if (const auto error = arm()) {
        listening = nullptr;
        throw std::system_error{error, "cannot listen for the signals that end a program"};
    }
}

stop_request::~stop_request() {
    disarm();
    // A handler counts itself before it looks: one that this wait misses finds nobody.
    listening = nullptr;
    while (hearing != 0) {
        std::this_thread::yield();
    }
}

void stop_request::ask() noexcept {
    hear();
}

bool stop_request::hear() noexcept {
    ++hearing;
    stop_request *const request = listening;
    const bool first = request == nullptr || request->note();
    --hearing;
    return first;
}

bool stop_request::note() noexcept {
    const bool first = !requested_.exchange(true);
    if (first) {
        wake_(context_);
    }
    return first;
}

} // namespace mailslog
