#include "collector/system/life_signs.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include "collector/system/notify_socket_posix.h"

namespace mailslog {
namespace {

/// The number that a variable of the environment is; nothing for anything else.
std::optional<std::int64_t> number_in(const char *variable) noexcept {
    const char *const text = ::secure_getenv(variable);
    const std::string_view digits = text != nullptr ? text : "";
    std::int64_t number = 0;
    const char *const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, number);
    const bool is_number = !digits.empty() && parsed.ec == std::errc{} && parsed.ptr == end;
    return is_number ? std::optional{number} : std::nullopt;
}

/// After how long a silence the manager gives this process up; nothing: never. The time is meant
/// for $WATCHDOG_PID, or if that is not set for whoever reads it.
std::optional<std::chrono::microseconds> patience_of_watchdog() noexcept {
    const auto patience = number_in("WATCHDOG_USEC");
    const bool is_ours = ::secure_getenv("WATCHDOG_PID") == nullptr ||
                         number_in("WATCHDOG_PID") == std::int64_t{::getpid()};
    if (!is_ours || !patience || *patience <= 0) {
        return std::nullopt;
    }
    return std::chrono::microseconds{*patience};
}

std::string monotonic_now() {
    const auto now = life_signs::clock::now().time_since_epoch(); // CLOCK_MONOTONIC
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

/// One line, whatever is in it.
std::string line_of(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

} // namespace

life_signs::life_signs() : manager_{notify_path()} {
    const auto patience = patience_of_watchdog();
    if (!manager_.empty() && patience) {
        interval_ = *patience / 2;
    }
}

void life_signs::say_ready(const std::string &status) {
    if (!manager_.empty()) {
        (void)notify(manager_, "READY=1\nSTATUS=" + line_of(status));
    }
}

void life_signs::say_reloading() {
    if (!manager_.empty()) {
        (void)notify(manager_, "RELOADING=1\nMONOTONIC_USEC=" + monotonic_now());
    }
}

void life_signs::say_stopping() {
    if (!manager_.empty()) {
        (void)notify(manager_, "STOPPING=1\nSTATUS=writing what has arrived");
    }
}

void life_signs::say_alive(clock::time_point now) {
    if (interval_ && now >= due_) {
        due_ = now + *interval_;
        (void)notify(manager_, "WATCHDOG=1");
    }
}

std::optional<std::chrono::milliseconds> life_signs::until_due(clock::time_point now) const {
    if (!interval_) {
        return std::nullopt;
    }
    return std::chrono::ceil<std::chrono::milliseconds>(
        std::max(due_ - now, clock::duration::zero()));
}

} // namespace mailslog
