// Forgets what nobody else may learn.
#pragma once

#include <cstddef>

namespace mailslog {

/// Zeroes memory, also where the compiler sees that it is never read again.
inline void wipe(void *memory, std::size_t bytes) noexcept {
    for (volatile char *at = static_cast<char *>(memory); bytes > 0; --bytes) {
        *at++ = 0;
    }
}

} // namespace mailslog
