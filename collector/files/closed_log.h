// Which rotated files of a log are done with.
#pragma once

#include <string>

#include "collector/files/rotation_clock.h"

namespace mailslog {

/// Rotated files with stamps up to `through` are never written to again: they may be packed.
struct closed_log {
    std::string live_path;
    wall_time through;
};

} // namespace mailslog
