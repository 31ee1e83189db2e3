// The rotated files of a log, as its reader finds them.
#pragma once

#include <cstdint>
#include <string>

#include "collector/files/file_system.h"

namespace mailslog {

struct rotated_count {
    std::uint64_t files = 0;
    std::uint64_t packed = 0; // of these
    std::uint64_t bytes = 0;  // as they stand on the disk
};

/// None if the folder can't be listed.
rotated_count count_rotated(file_system &files, const std::string &live_path);

} // namespace mailslog
