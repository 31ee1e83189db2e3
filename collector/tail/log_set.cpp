#include "collector/tail/log_set.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <set>
#include <string_view>

#include "collector/files/rotated_files.h"
#include "collector/tail/log_files.h"
#include "collector/wildcard.h"

namespace mailslog {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> placeholders{
    "{process}", "{logger}", "{level}", "{host}", "{user}"};
/// Deeper than any log is put, and an end to what somebody may have made to mislead.
constexpr int max_depth = 16;
constexpr std::size_t stamp_bytes = std::string_view{"-20261122T142201.123Z"}.size();

fs::path path_of(const std::string &utf8) {
    return fs::u8path(utf8);
}

/// In UTF-8, with slashes, which Windows takes too.
std::string text_of(const fs::path &path) {
    return path.generic_u8string();
}

bool has_placeholder(std::string_view path) {
    return std::any_of(placeholders.begin(), placeholders.end(), [path](std::string_view name) {
        return path.find(name) != std::string_view::npos;
    });
}

bool is_log_name(const fs::path &path) {
    const fs::path extension = path.extension();
    return extension == ".log" || extension == ".json" || extension == ".jsonl";
}

/// The live path of what a rotated file's path has been made from; empty if it is none.
std::string live_path_of(const std::string &path) {
    const std::string plain = plain_path(path);
    const std::string extension = text_of(path_of(plain).extension());
    const std::size_t stem_end = plain.size() - extension.size();
    if (stem_end <= stamp_bytes) {
        return {};
    }
    const std::string live = plain.substr(0, stem_end - stamp_bytes) + extension;
    return rotation_stamp(live, plain) ? live : std::string{};
}

/// The same one however it was written, with links followed as far as there is anything.
std::string whole_path(const std::string &path) {
    std::error_code failed;
    const fs::path absolute = fs::absolute(path_of(path), failed);
    const fs::path whole = failed ? absolute : fs::weakly_canonical(absolute, failed);
    return failed ? path : text_of(whole);
}

/// Live paths of all logs below `folder` that `is_wanted`.
template <typename Wanted>
std::error_code walk(const fs::path &folder, Wanted is_wanted, std::set<std::string> &logs) {
    std::error_code error;
    if (const fs::directory_iterator readable{folder, error}; error) {
        return is_absent(error) ? std::error_code{} : error;
    }
    fs::recursive_directory_iterator walk{
        folder, fs::directory_options::skip_permission_denied, error};
    for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
        if (walk.depth() >= max_depth) {
            walk.disable_recursion_pending();
        }
        std::error_code ignored; // it is gone already
        if (!fs::is_regular_file(walk->symlink_status(ignored))) {
            continue;
        }
        const std::string path = text_of(walk->path());
        const std::string live = live_path_of(path);
        if (is_wanted(live.empty() ? path : live)) {
            logs.insert(live.empty() ? path : live);
        }
    }
    return is_absent(error) ? std::error_code{} : error;
}

/// {process} becomes *, and each part of the path is compared for itself.
std::vector<std::string> wildcards_of(std::string pattern) {
    for (const std::string_view name : placeholders) {
        for (std::size_t at = pattern.find(name); at != std::string::npos;
             at = pattern.find(name, at)) {
            pattern.replace(at, name.size(), "*");
        }
    }
    std::vector<std::string> parts;
    for (const fs::path &part : path_of(pattern)) {
        parts.push_back(text_of(part));
    }
    return parts;
}

bool matches_parts(const std::string &path, const std::vector<std::string> &wildcards) {
    const fs::path whole = path_of(path);
    return std::equal(
        whole.begin(), whole.end(), wildcards.begin(), wildcards.end(),
        [](const fs::path &part, const std::string &wildcard) {
            return matches_wildcard(text_of(part), wildcard);
        });
}

/// The folder before the first placeholder.
fs::path fixed_folder(const std::string &pattern) {
    const std::string fixed{folder_prefix_of(pattern.substr(0, pattern.find('{')))};
    return fixed.empty() ? fs::path{"."} : path_of(fixed);
}

std::error_code list_pattern(const std::string &pattern, std::set<std::string> &logs) {
    const bool is_bare = folder_prefix_of(pattern.substr(0, pattern.find('{'))).empty();
    const auto wildcards = wildcards_of(is_bare ? "./" + pattern : pattern);
    return walk(
        fixed_folder(pattern),
        [&](const std::string &path) { return matches_parts(path, wildcards); }, logs);
}

bool is_folder(const std::string &path) {
    std::error_code ignored; // no folder, then
    return fs::is_directory(path_of(path), ignored);
}

} // namespace

bool is_open_set(const std::string &path) {
    return has_placeholder(path) || is_folder(path);
}

std::error_code list_logs(const std::string &path, std::vector<std::string> &logs) {
    std::set<std::string> found;
    std::error_code error;
    if (has_placeholder(path)) {
        error = list_pattern(path, found);
    } else if (is_folder(path)) {
        const auto is_log = [](const std::string &name) { return is_log_name(path_of(name)); };
        error = walk(path_of(path), is_log, found);
    } else {
        found.insert(path);
    }
    logs.insert(logs.end(), found.begin(), found.end());
    return error;
}

std::vector<std::string> each_once(const std::vector<std::string> &logs) {
    std::set<std::string> all;
    for (const std::string &log : logs) {
        all.insert(whole_path(log));
    }
    std::vector<std::string> once;
    std::set<std::string> seen;
    for (const std::string &log : logs) {
        const std::string live = live_path_of(log);
        const bool is_part = !live.empty() && all.count(whole_path(live)) != 0;
        if (!is_part && seen.insert(whole_path(log)).second) {
            once.push_back(log);
        }
    }
    return once;
}

std::optional<std::int64_t> last_written_ns(const std::string &path) {
    std::error_code error;
    const auto written = fs::last_write_time(path_of(path), error);
    if (error) {
        return std::nullopt;
    }
    // the two clocks' distance is not to be had otherwise in C++17
    const auto age = fs::file_time_type::clock::now() - written;
    const auto time = std::chrono::system_clock::now().time_since_epoch() - age;
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

} // namespace mailslog
