// Which of two moments comes first, where one that is not there never comes.
#pragma once

#include <algorithm>
#include <optional>

#include "collector/files/rotation_clock.h"

namespace mailslog {

inline std::optional<wall_time>
earliest(std::optional<wall_time> a, std::optional<wall_time> b) noexcept {
    return a && b ? std::min(a, b) : a ? a : b;
}

} // namespace mailslog
