#include "collector/status/rotated_count.h"

#include <vector>

#include "collector/tail/log_files.h"

namespace mailslog {

rotated_count count_rotated(file_system &files, const std::string &live_path) {
    std::vector<std::string> paths;
    rotated_count count;
    if (log_files{files}.list_rotated(live_path, paths)) {
        return count;
    }
    for (const std::string &path : paths) {
        std::uint64_t bytes = 0;
        const bool is_plain = !files.size_of(path, bytes);
        const bool is_packed = !is_plain && !files.size_of(compressed_path(path), bytes);
        count.files += is_plain || is_packed ? 1 : 0;
        count.packed += is_packed ? 1 : 0;
        count.bytes += bytes;
    }
    return count;
}

} // namespace mailslog
