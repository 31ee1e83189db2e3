#include "collector/system/operator_requests.h"

#include <windows.h>

#include "collector/intake/rotation_door_windows.h"

namespace mailslog {
namespace {

/// Whose the reload is that the service control manager's thread asks for.
std::atomic<operator_requests *> listening{nullptr};

} // namespace

struct operator_requests::handler {
    rotation_door door;
    HANDLE waiting = nullptr;

    static void CALLBACK on_knock(void *requests, BOOLEAN /*timed_out*/) noexcept {
        auto &self = *static_cast<operator_requests *>(requests);
        self.rotation_ = true;
        self.wake_(self.context_);
    }
};

operator_requests::operator_requests(wake_function wake, void *context)
    : handler_{std::make_unique<handler>()}, wake_{wake}, context_{context} {
    listening = this;
}

operator_requests::~operator_requests() {
    listening = nullptr;
    if (handler_->waiting != nullptr) {
        ::UnregisterWaitEx(handler_->waiting, INVALID_HANDLE_VALUE); // after on_knock's last call
    }
}

std::error_code operator_requests::hear_at(const std::string &answer_path) {
    if (const std::error_code failed = handler_->door.open(answer_path)) {
        return failed;
    }
    const bool is_heard = ::RegisterWaitForSingleObject(
        &handler_->waiting, handler_->door.bell(), &handler::on_knock, this, INFINITE,
        WT_EXECUTEDEFAULT);
    return is_heard ? std::error_code{}
                    : std::error_code{static_cast<int>(::GetLastError()), std::system_category()};
}

void operator_requests::ask_for_reload() noexcept {
    if (operator_requests *const requests = listening) {
        requests->reload_ = true;
        requests->wake_(requests->context_);
    }
}

} // namespace mailslog
