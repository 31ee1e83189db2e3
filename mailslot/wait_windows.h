// How long a system call of Windows is to wait.
#pragma once

#include <algorithm>
#include <chrono>

namespace mailslog {

/// `wait` as the wait functions take it, within their bounds: below zero is none, and none is for
/// ever (INFINITE, 0xFFFFFFFF;
/// https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitforsingleobject).
inline unsigned long milliseconds_of(std::chrono::milliseconds wait) noexcept {
    constexpr std::chrono::milliseconds longest{0xFFFFFFFE};
    return static_cast<unsigned long>(
        std::clamp(wait, std::chrono::milliseconds::zero(), longest).count());
}

} // namespace mailslog
