#include "collector/ledger/log_survey.h"

#include <algorithm>

#include "collector/routing/routed_logs.h"

namespace mailslog {

const log_file *surveyed_log::live() const noexcept {
    const bool is_there = !files.empty() && files.front().path == live_path;
    return is_there ? &files.front() : nullptr;
}

const log_file *surveyed_log::find(const file_identity &identity) const noexcept {
    const auto found = std::find_if(files.begin(), files.end(), [&](const log_file &file) {
        return file.identity == identity;
    });
    return found == files.end() ? nullptr : &*found;
}

const log_file *surveyed_log::find_inode(std::uint64_t inode) const noexcept {
    const auto found = std::find_if(files.begin(), files.end(), [&](const log_file &file) {
        return file.identity.inode == inode;
    });
    return found == files.end() ? nullptr : &*found;
}

std::error_code
log_survey::take(file_system &files, const std::set<std::string_view> &names, bool looks_around) {
    std::set<std::string> live_paths;
    for (const std::string_view name : names) {
        std::string path = std::string{route_.folder_prefix()}.append(name);
        if (route_.may_be(path)) {
            live_paths.insert(std::move(path));
        }
    }
    if (looks_around || route_.is_fixed()) {
        if (const auto error = find_routed_logs(files, route_, live_paths)) {
            return error;
        }
    }
    rotated_index index{files};
    for (const std::string &path : live_paths) {
        surveyed_log log{path.substr(route_.folder_prefix().size()), path, {}, {}};
        if (const auto error = find_log_files(files, index, path, log.files, log.packed)) {
            return error;
        }
        logs_.push_back(std::move(log));
    }
    for (const surveyed_log &log : logs_) {
        by_name_.emplace(log.name, &log - logs_.data());
    }
    return {};
}

const surveyed_log *log_survey::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &logs_[found->second];
}

} // namespace mailslog
