// The wall clock as records carry it: nanoseconds since 1970-01-01T00:00:00Z.
#pragma once

#include <chrono>
#include <cstdint>

namespace mailslog {

inline std::int64_t unix_time_ns(
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now()) noexcept {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

} // namespace mailslog
