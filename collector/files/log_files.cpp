#include "collector/files/log_files.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace mailslog {

std::error_code find_log_files(
    file_system &files, rotated_index &index, const std::string &log_path,
    std::vector<log_file> &out, std::vector<rotated_file> &packed) {
    out.clear();
    packed.clear();
    std::vector<rotated_file> oldest_first;
    const auto unlisted = index.history(log_path, oldest_first);
    if (unlisted && unlisted != std::errc::permission_denied && !is_absent(unlisted)) {
        return unlisted;
    }
    std::vector<std::string> paths;
    for (rotated_file &rotated : oldest_first) {
        if (rotated.is_plain) {
            paths.push_back(std::move(rotated.path));
        } else if (rotated.is_packed) {
            packed.push_back(std::move(rotated));
        }
    }
    paths.push_back(log_path);
    std::reverse(paths.begin(), paths.end());
    for (auto &path : paths) {
        file_identity identity;
        const auto error = files.identify(path, identity);
        if (!error) {
            out.push_back({std::move(path), identity});
        } else if (!is_absent(error)) {
            return error;
        }
    }
    return {};
}

std::error_code size_of(file_system &files, const std::string &path, std::uint64_t &bytes) {
    bytes = 0;
    std::unique_ptr<file> opened;
    const auto error = files.open(path, open_mode::read, opened);
    if (error) {
        return is_absent(error) ? std::error_code{} : error;
    }
    return opened->size(bytes);
}

} // namespace mailslog
