#include "collector/routing/routed_logs.h"

#include <algorithm>
#include <vector>

#include "collector/files/rotated_files.h"
#include "collector/wildcard.h"

namespace mailslog {
namespace {

/// What stands where a folder could be, and is none or none of ours, has no logs.
bool is_no_folder(std::error_code error) noexcept {
    return is_absent(error) || error == std::errc::not_a_directory ||
           error == std::errc::permission_denied;
}

class search {
public:
    search(file_system &files, const log_route &route, std::set<std::string> &live_paths)
        : files_{files}, route_{route}, live_paths_{live_paths} {}

    /// Looks in a folder, which is given with its separator, for what matches part `depth`.
    std::error_code look_in(const std::string &folder, std::size_t depth) {
        const std::vector<std::string> &wildcards = route_.wildcards();
        std::vector<std::string> names;
        const auto error = files_.list(folder_of(folder + "x"), names);
        if (error) {
            return is_no_folder(error) ? std::error_code{} : error;
        }
        for (const std::string &name : names) {
            if (depth + 1 == wildcards.size()) {
                take(folder, name);
            } else if (name != "." && name != ".." && matches_wildcard(name, wildcards[depth])) {
                if (const auto failed = look_in(folder + name + "/", depth + 1)) {
                    return failed;
                }
            }
        }
        return {};
    }

private:
    void take(const std::string &folder, const std::string &name) {
        std::vector<std::string> live_names = live_names_of(name);
        if (live_names.empty()) {
            live_names.push_back(name);
        }
        const auto own =
            std::find_if(live_names.begin(), live_names.end(), [&](const std::string &live) {
                return route_.may_be(folder + live);
            });
        if (own != live_names.end()) {
            live_paths_.insert(folder + *own);
        }
    }

    file_system &files_;
    const log_route &route_;
    std::set<std::string> &live_paths_;
};

} // namespace

std::error_code
find_routed_logs(file_system &files, const log_route &route, std::set<std::string> &live_paths) {
    if (route.is_fixed()) {
        live_paths.insert(route.pattern());
        return {};
    }
    return search{files, route, live_paths}.look_in(std::string{route.folder_prefix()}, 0);
}

} // namespace mailslog
