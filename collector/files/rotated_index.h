// The rotated files of many live files, from folders that are listed once for all of them: what is
// done to a routed log with many files in one folder would else list it for each.
//
// It knows what was there at a folder's first question, and what was added: to be kept for one
// request only. One thread at a time.
#pragma once

#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotated_files.h"

namespace mailslog {

class rotated_index {
public:
    explicit rotated_index(file_system &files) : files_{files} {}

    /// As list_history().
    std::error_code history(const std::string &live_path, std::vector<rotated_file> &oldest_first);
    /// A rotated file that is there now.
    void add(const std::string &rotated_path);

private:
    using names_by_live_name = std::map<std::string, std::vector<std::string>>;

    static void add(const std::string &name, names_by_live_name &names);
    std::error_code list(const std::string &folder, names_by_live_name &names);

    file_system &files_;
    std::map<std::string, names_by_live_name> folders_;
};

} // namespace mailslog
