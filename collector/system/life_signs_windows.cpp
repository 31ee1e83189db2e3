#include "collector/system/life_signs.h"

#include "collector/system/service_session_windows.h"

// The manager is told of a service's state, and has no watchdog.

namespace mailslog {

life_signs::life_signs() = default;

void life_signs::say_ready(const std::string & /*status*/) {
    tell_service_manager(service_state::working);
}

void life_signs::say_reloading() {}

void life_signs::say_stopping() {
    tell_service_manager(service_state::ending);
}

void life_signs::say_alive(clock::time_point /*now*/) {}

std::optional<std::chrono::milliseconds> life_signs::until_due(clock::time_point /*now*/) const {
    return std::nullopt;
}

} // namespace mailslog
