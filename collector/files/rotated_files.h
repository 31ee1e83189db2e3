// The names of rotated files: STEM-YYYYMMDDTHHMMSS.mmmZ.EXT beside STEM.EXT, the live file; and
// with .gz behind it once one is packed.
//
// The stamp (UTC, ISO 8601's basic format and milliseconds) has one length, so that the order of
// names is the order of times. STEM and EXT part at the file name's last dot; a name without one,
// or with none but its first character, has no EXT. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotation_clock.h"

namespace mailslog {

/// "logs/all.log" -> "logs/all-20261122T142201.123Z.log". Years 1970 to 2261.
std::string rotated_path(const std::string &live_path, wall_time stamp);

/// The stamp in a rotated file's path; nothing if `path` is not exactly one of `live_path`'s.
std::optional<wall_time> rotation_stamp(const std::string &live_path, const std::string &path);

/// Where the stamp begins, with its dash, if the path has the form of a rotated file, be it packed
/// or half so; nothing if it has not.
std::optional<std::size_t> stamp_dash_of(std::string_view path);

/// The live path of what has that form; nothing if it has not.
std::optional<std::string> live_path_of(std::string_view path);

/// The paths of the plain rotated files of `live_path`, oldest first; others' files are not among
/// them.
std::error_code
list_rotated(file_system &files, const std::string &live_path, std::vector<std::string> &paths);

/// A rotated file in whatever form it is there.
struct rotated_file {
    std::string path; // of the plain one, be it there or not
    wall_time stamp;
    bool is_plain = false;
    bool is_packed = false;
    bool is_half_packed = false; // being packed, or left so by a kill
};

inline constexpr std::string_view packed_suffix = ".gz";

/// Where the packed form of a rotated file stands, and where it is while it is being written.
std::string packed_path(const std::string &path);
std::string packing_path(const std::string &path);

/// All rotated files of `live_path`, oldest first, each once.
std::error_code list_history(
    file_system &files, const std::string &live_path, std::vector<rotated_file> &oldest_first);
/// As list_history(), of the `names` that stand in the folder.
void pick_history(
    const std::string &live_path, const std::vector<std::string> &names,
    std::vector<rotated_file> &oldest_first);
/// The names of the live files of which `name`, without a folder, may be a rotated file. Of one
/// that is called all.gz and of a packed one of all, the names are alike.
std::vector<std::string> live_names_of(const std::string &name);
/// What a path begins with before its file's name: "logs/", "/", nothing for a bare name.
std::string_view folder_prefix_of(std::string_view path) noexcept;

/// The folder that a path's file stands in: "logs", "/", "." for a bare name.
std::string folder_of(const std::string &path);

} // namespace mailslog
