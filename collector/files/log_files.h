// The files of a log as they stand on the disk. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotated_index.h"

namespace mailslog {

struct log_file {
    std::string path;
    file_identity identity;
};

/// The live file, if there is one, then the rotated ones, the newest first. `packed`: the rotated
/// ones that stand there in no other form. A folder that must not be listed has none of these.
std::error_code find_log_files(
    file_system &files, rotated_index &index, const std::string &log_path,
    std::vector<log_file> &out, std::vector<rotated_file> &packed);

/// The size of the file at `path`; 0 when there is none.
std::error_code size_of(file_system &files, const std::string &path, std::uint64_t &bytes);

} // namespace mailslog
