#include "collector/files/rotated_index.h"

namespace mailslog {

std::error_code
rotated_index::history(const std::string &live_path, std::vector<rotated_file> &oldest_first) {
    oldest_first.clear();
    const std::string folder = folder_of(live_path);
    auto known = folders_.find(folder);
    if (known == folders_.end()) {
        names_by_live_name names;
        if (const std::error_code failed = list(folder, names)) {
            return failed; // and asked again for the next
        }
        known = folders_.emplace(folder, std::move(names)).first;
    }
    const auto own = known->second.find(live_path.substr(folder_prefix_of(live_path).size()));
    if (own != known->second.end()) {
        pick_history(live_path, own->second, oldest_first);
    }
    return {};
}

void rotated_index::add(const std::string &rotated_path) {
    const auto known = folders_.find(folder_of(rotated_path));
    if (known != folders_.end()) {
        add(rotated_path.substr(folder_prefix_of(rotated_path).size()), known->second);
    }
}

void rotated_index::add(const std::string &name, names_by_live_name &names) {
    for (std::string &live_name : live_names_of(name)) {
        names[std::move(live_name)].push_back(name);
    }
}

std::error_code rotated_index::list(const std::string &folder, names_by_live_name &names) {
    std::vector<std::string> all;
    const std::error_code failed = files_.list(folder, all);
    for (const std::string &name : all) {
        add(name, names);
    }
    return failed;
}

} // namespace mailslog
