// How read_key_file() gets at a file: system calls only.
#pragma once

#include <cstddef>
#include <string>
#include <system_error>

namespace mailslog {

struct key_file_content {
    std::error_code error;
    /// Others than its owner may read or write it (POSIX); then nothing has been read.
    bool is_open_to_others = false;
    std::size_t size = 0; // of what was read
};

/// Reads the file's first `room` bytes into `to`. `path` is UTF-8 on Windows. Never waits for
/// somebody to write.
key_file_content read_key_bytes(const std::string &path, char *to, std::size_t room);

} // namespace mailslog
