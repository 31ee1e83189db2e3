#include "collector/files/line_end.h"

#include <cstddef>
#include <memory>

namespace mailslog {

// On the disk before anything else is: a torn line of ours may be cut off some day, this one not.
std::error_code end_last_line(
    file_system &files, const std::string &path, file &opened, std::uint64_t &size_bytes) {
    if (size_bytes == 0) {
        return {};
    }
    std::unique_ptr<file> reader;
    if (const auto error = files.open(path, open_mode::read, reader)) {
        return error;
    }
    char last = '\n';
    std::size_t bytes = 0;
    if (const auto error = reader->read_at(size_bytes - 1, &last, 1, bytes)) {
        return error;
    }
    if (last == '\n') {
        return {};
    }
    if (const auto error = opened.append("\n", bytes)) {
        return error;
    }
    size_bytes += bytes;
    return opened.sync();
}

} // namespace mailslog
