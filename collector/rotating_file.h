// The live log file and its rotated predecessors.
//
// The live file keeps its name. Rotation renames it to STEM-YYYYMMDDTHHMMSS.mmmZ.EXT (UTC, the
// moment of the rotation; a taken or non-increasing stamp is moved on by a millisecond), which is
// never changed again, and begins a new live file. No step truncates, replaces or drops anything:
// where a rename or an open fails, writing goes on in the file that is open, and the rotation is
// tried again later. One thread at a time; it never sleeps.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/file_system.h"

namespace mailslog {

using wall_time = std::chrono::system_clock::time_point;

enum class rotation_period { none, hour, day, interval };

struct rotation_settings {
    /// The live file is rotated before it would grow beyond this; 0: never by size. A single line
    /// that is longer still goes in whole.
    std::uint64_t max_bytes = 0;
    /// hour and day end with the local clock's; an interval begins when its file does.
    rotation_period period = rotation_period::none;
    std::chrono::seconds interval{0};
    /// How many rotated files stay beside the live one, the newest; 0: all.
    std::size_t keep_files = 0;
};

/// The names that belong to a live file's path: "all.log" -> "all-20261122T142201.123Z.log".
std::string rotated_path(const std::string &live_path, wall_time stamp);
/// The paths of the rotated files of `live_path`, oldest first; others' files are not among them.
std::error_code
list_rotated(file_system &files, const std::string &live_path, std::vector<std::string> &paths);

class rotating_file {
public:
    rotating_file(file_system &files, std::string path, rotation_settings settings);

    /// Opens or creates the live file and applies keep_files. `begun` is when the live file's
    /// period began, if that is known from before; else it is `now`.
    std::error_code open(wall_time now, std::optional<wall_time> begun = {});

    const std::string &path() const noexcept { return path_; }
    std::uint64_t size_bytes() const noexcept { return size_bytes_; }
    file_identity identity() const noexcept { return identity_; }
    wall_time begun() const noexcept { return begun_; }

    /// Whether the file should be rotated before `next_bytes` more are appended at `now`. Never for
    /// an empty file, and not again within a second of a rotation that failed.
    bool rotation_is_due(std::uint64_t next_bytes, wall_time now) const noexcept;
    /// When rotation_is_due() may change by itself; nothing while the file is empty.
    std::optional<wall_time> next_deadline() const noexcept;

    /// Where rotate(now) would put the live file: for the ledger, which notes it first.
    std::string next_rotated_path(wall_time now) const;
    /// Rotates to `rotated_path`. On error the file that was open stays so, and size_bytes() holds
    /// for it; writing may go on.
    std::error_code rotate(const std::string &rotated_path, wall_time now);

    /// Appends whole lines. On error nothing of them is left in the file, or, where taking them
    /// back fails too, size_bytes() tells how much is.
    std::error_code append(std::string_view lines);

    /// Cuts off what stands beyond `bytes`: a batch that a kill left half-written.
    std::error_code cut_back(std::uint64_t bytes);

    /// What went wrong beside the point (a rotated file that could not be deleted), once each.
    std::vector<std::string> take_notices();

private:
    std::error_code open_live(open_mode mode, wall_time now);
    void delete_surplus();

    file_system &files_;
    std::string path_;
    rotation_settings settings_;
    std::unique_ptr<file> file_;
    file_identity identity_;
    std::uint64_t size_bytes_ = 0;
    wall_time begun_;
    wall_time last_stamp_;
    std::optional<wall_time> failed_at_;
    std::vector<std::string> notices_;
};

} // namespace mailslog
