// Takes back what the machine's death leaves in a log of ours: a line that lost its end, and zeros
// where the file had grown and its bytes had not come to the disk. Lines of ours hold no zero byte
// and end in a line feed, so that what is whole can be told, and stays.
//
// One thread; the file belongs to nobody else meanwhile. May be cut short anywhere and repeated.
#pragma once

#include <cstdint>
#include <string>
#include <system_error>

#include "collector/files/file_system.h"

namespace mailslog {

/// How much of the log's end is looked at: some ten times what a busy collector writes before the
/// system brings it to the disk (30 s).
inline constexpr std::uint64_t mended_bytes = std::uint64_t{64} << 20;
/// What is missing within a file is missing in whole blocks of the disk, or up to where the file
/// ended before. Zeros that end elsewhere are somebody's.
inline constexpr std::uint64_t disk_block_bytes = 512;

struct mending {
    std::uint64_t cut_bytes = 0;     // off the end: a torn line, zeros
    std::uint64_t blanked_bytes = 0; // within: torn lines and zeros, now lines of spaces
};

/// Looks at the last `window_bytes` of the file at `path`, at most, and takes what it looked at off
/// them. Zeros at the end don't count: however many there are, they are cut off. Adds to `out`. A
/// file that is absent is whole.
std::error_code
mend_log(file_system &files, const std::string &path, std::uint64_t &window_bytes, mending &out);

} // namespace mailslog
