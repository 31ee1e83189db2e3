#include "collector/files/rotated_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>

#include <spdlog/details/os.h>
#include <spdlog/fmt/fmt.h>

namespace mailslog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// 'D' is a digit, everything else itself.
constexpr std::string_view stamp_shape = "DDDDDDDDTDDDDDD.DDDZ";

/// What parts folders from names; a drive's colon does too.
constexpr std::string_view separators =
    std::filesystem::path::preferred_separator == '/' ? "/" : "/\\:";

/// A wall_time, which counts nanoseconds in 64 bits, ends in the year 2262.
constexpr int first_year = 1970;
constexpr int last_year = 2261;

struct split_path {
    std::string_view folder; // up to and including the last separator
    std::string_view stem;
    std::string_view extension; // with its dot
};

split_path split(std::string_view path) noexcept {
    const std::size_t separator = path.find_last_of(separators);
    const std::size_t name = separator == std::string_view::npos ? 0 : separator + 1;
    const std::size_t dot = path.rfind('.');
    const bool extended = dot != std::string_view::npos && dot > name;
    const std::size_t stem_end = extended ? dot : path.size();
    return {path.substr(0, name), path.substr(name, stem_end - name), path.substr(stem_end)};
}

std::string stamp_text(wall_time stamp) {
    const auto time = std::chrono::floor<milliseconds>(stamp.time_since_epoch());
    const auto whole = std::chrono::floor<seconds>(time);
    const std::tm utc = spdlog::details::os::gmtime(static_cast<std::time_t>(whole.count()));
    return fmt::format(
        "{:04}{:02}{:02}T{:02}{:02}{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
        utc.tm_hour, utc.tm_min, utc.tm_sec, (time - whole).count());
}

bool has_stamp_shape(std::string_view text) {
    return std::equal(
        text.begin(), text.end(), stamp_shape.begin(), stamp_shape.end(),
        [](char is, char shape) { return shape == 'D' ? is >= '0' && is <= '9' : is == shape; });
}

int number(std::string_view text, std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char digit : text.substr(at, digits)) {
        value = value * 10 + (digit - '0');
    }
    return value;
}

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int leap_days_before(int year) {
    return (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
}

/// From 1970-01-01, in the Gregorian calendar.
int days_until(int year, int month, int day) {
    constexpr std::array<int, 12> before_month{0,   31,  59,  90,  120, 151,
                                               181, 212, 243, 273, 304, 334};
    const int leap_days = leap_days_before(year) - leap_days_before(first_year) +
                          (month > 2 && is_leap(year) ? 1 : 0);
    return 365 * (year - first_year) + leap_days +
           before_month.at(static_cast<std::size_t>(month - 1)) + day - 1;
}

constexpr std::string_view packing_suffix = ".gz.tmp";

/// Takes `suffix` off the end of `text`; false if it is not there.
bool take_suffix(std::string &text, std::string_view suffix) {
    const bool found = text.size() >= suffix.size() &&
                       text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
    text.resize(text.size() - (found ? suffix.size() : 0));
    return found;
}

std::optional<wall_time> parse_stamp(std::string_view text) {
    if (!has_stamp_shape(text)) {
        return std::nullopt;
    }
    const int year = number(text, 0, 4);
    const int month = number(text, 4, 2);
    if (year < first_year || year > last_year || month < 1 || month > 12) {
        return std::nullopt;
    }
    const wall_time stamp{
        std::chrono::hours{24} * days_until(year, month, number(text, 6, 2)) +
        std::chrono::hours{number(text, 9, 2)} + std::chrono::minutes{number(text, 11, 2)} +
        seconds{number(text, 13, 2)} + milliseconds{number(text, 16, 3)}};
    // a date or a time that does not exist would come back as another
    return stamp_text(stamp) == text ? std::optional{stamp} : std::nullopt;
}

} // namespace

std::string rotated_path(const std::string &live_path, wall_time stamp) {
    const auto [folder, stem, extension] = split(live_path);
    return fmt::format("{}{}-{}{}", folder, stem, stamp_text(stamp), extension);
}

std::optional<wall_time> rotation_stamp(const std::string &live_path, const std::string &path) {
    const auto live = split(live_path);
    const std::size_t stamp_at = live.folder.size() + live.stem.size() + 1;
    if (path.size() != live_path.size() + 1 + stamp_shape.size()) {
        return std::nullopt;
    }
    const auto stamp = parse_stamp(std::string_view{path}.substr(stamp_at, stamp_shape.size()));
    return stamp && rotated_path(live_path, *stamp) == path ? stamp : std::nullopt;
}

namespace {

/// Where the dash of a stamp that ends at `end` is.
std::optional<std::size_t> stamp_dash_before(std::string_view path, std::size_t end) {
    const std::size_t bytes = 1 + stamp_shape.size();
    const std::size_t name = split(path).folder.size();
    if (end < name + bytes + 1 || path[end - bytes] != '-' ||
        !parse_stamp(path.substr(end - stamp_shape.size(), stamp_shape.size()))) {
        return std::nullopt;
    }
    return end - bytes;
}

/// Of a plain rotated file, with an extension or without.
std::optional<std::size_t> plain_stamp_dash_of(std::string_view path) {
    const auto dash = stamp_dash_before(path, path.size() - split(path).extension.size());
    return dash ? dash : stamp_dash_before(path, path.size());
}

/// What `path` may be without, to be a plain file's.
std::string_view without_suffix(std::string_view path, std::string_view suffix) {
    const bool has_suffix =
        path.size() > suffix.size() && path.substr(path.size() - suffix.size()) == suffix;
    return path.substr(0, path.size() - (has_suffix ? suffix.size() : 0));
}

} // namespace

std::optional<std::size_t> stamp_dash_of(std::string_view path) {
    for (const std::string_view suffix : {std::string_view{}, packed_suffix, packing_suffix}) {
        if (const auto dash = plain_stamp_dash_of(without_suffix(path, suffix))) {
            return dash;
        }
    }
    return std::nullopt;
}

std::optional<std::string> live_path_of(std::string_view path) {
    for (const std::string_view suffix : {std::string_view{}, packed_suffix, packing_suffix}) {
        const std::string_view plain = without_suffix(path, suffix);
        if (const auto dash = plain_stamp_dash_of(plain)) {
            return std::string{plain}.erase(*dash, 1 + stamp_shape.size());
        }
    }
    return std::nullopt;
}

std::error_code
list_rotated(file_system &files, const std::string &live_path, std::vector<std::string> &paths) {
    paths.clear();
    std::vector<std::string> names;
    const auto error = files.list(folder_of(live_path), names);
    const std::string folder{split(live_path).folder};
    for (const auto &name : names) {
        std::string path = folder + name;
        if (rotation_stamp(live_path, path)) {
            paths.push_back(std::move(path));
        }
    }
    std::sort(paths.begin(), paths.end());
    return error;
}

std::string packed_path(const std::string &path) {
    return path + std::string{packed_suffix};
}

std::string packing_path(const std::string &path) {
    return path + std::string{packing_suffix};
}

// A live file that is called all.gz has plain rotated files that end in .gz: the plain name is
// tried first.
std::error_code list_history(
    file_system &files, const std::string &live_path, std::vector<rotated_file> &oldest_first) {
    std::vector<std::string> names;
    const auto error = files.list(folder_of(live_path), names);
    pick_history(live_path, names, oldest_first);
    return error;
}

void pick_history(
    const std::string &live_path, const std::vector<std::string> &names,
    std::vector<rotated_file> &oldest_first) {
    oldest_first.clear();
    const std::string folder{split(live_path).folder};
    std::map<std::string, rotated_file> found;
    for (const auto &name : names) {
        std::string path = folder + name;
        auto stamp = rotation_stamp(live_path, path);
        const bool is_plain = stamp.has_value();
        const bool is_half_packed = !is_plain && take_suffix(path, packing_suffix);
        const bool is_packed = !is_plain && !is_half_packed && take_suffix(path, packed_suffix);
        stamp = is_plain ? stamp : rotation_stamp(live_path, path);
        if (stamp) {
            rotated_file &file = found.try_emplace(path, rotated_file{path, *stamp}).first->second;
            file.is_plain = file.is_plain || is_plain;
            file.is_packed = file.is_packed || is_packed;
            file.is_half_packed = file.is_half_packed || is_half_packed;
        }
    }
    for (auto &[path, file] : found) {
        oldest_first.push_back(std::move(file));
    }
}

std::vector<std::string> live_names_of(const std::string &name) {
    std::vector<std::string> live;
    for (const std::string_view suffix : {std::string_view{}, packed_suffix, packing_suffix}) {
        const std::string_view plain = without_suffix(name, suffix);
        if (plain.size() + suffix.size() != name.size()) {
            continue;
        }
        for (const std::size_t end : {plain.size() - split(plain).extension.size(), plain.size()}) {
            if (const auto dash = stamp_dash_before(plain, end)) {
                live.push_back(std::string{plain}.erase(*dash, 1 + stamp_shape.size()));
            }
        }
    }
    return live;
}

std::string_view folder_prefix_of(std::string_view path) noexcept {
    return split(path).folder;
}

std::string folder_of(const std::string &path) {
    std::string_view folder = split(path).folder;
    if (folder.empty()) {
        return ".";
    }
    const std::string_view above = folder.substr(0, folder.size() - 1);
    // "/", "C:\\" and "C:" mean something else without their last character
    const bool is_root = above.empty() || above.back() == ':' || folder.back() == ':';
    return std::string{is_root ? folder : above};
}

} // namespace mailslog
