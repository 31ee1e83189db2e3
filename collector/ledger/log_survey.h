// The logs of a route as they stand on the disk when a collector starts. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/log_files.h"
#include "collector/routing/log_route.h"

namespace mailslog {

struct surveyed_log {
    std::string name; // the live file's path behind the route's folder_prefix()
    std::string live_path;
    std::vector<log_file> files; // as find_log_files() gives them
    std::vector<rotated_file> packed;

    const log_file *live() const noexcept;
    const log_file *find(const file_identity &identity) const noexcept;
    /// On whichever device.
    const log_file *find_inode(std::uint64_t inode) const noexcept;
};

class log_survey {
public:
    explicit log_survey(const log_route &route) : route_{route} {}

    /// Looks for the logs of these names, as far as they can be the route's, and, if
    /// `looks_around`, for all others of the route.
    std::error_code
    take(file_system &files, const std::set<std::string_view> &names, bool looks_around);

    const std::vector<surveyed_log> &logs() const noexcept { return logs_; }
    /// The path that goes by this name in the ledger.
    std::string path_of(std::string_view name) const {
        return std::string{route_.folder_prefix()}.append(name);
    }
    /// Null: none of that name was found.
    const surveyed_log *find(std::string_view name) const;

private:
    const log_route &route_;
    std::vector<surveyed_log> logs_;
    std::map<std::string_view, std::size_t> by_name_;
};

} // namespace mailslog
