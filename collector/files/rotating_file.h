// The live log file and its rotated predecessors.
//
// The live file keeps its name. Rotation renames it to STEM-YYYYMMDDTHHMMSS.mmmZ.EXT (UTC, the
// moment of the rotation; a taken or non-increasing stamp is moved on by a millisecond), which is
// never changed again, and begins a new live file. No step truncates, replaces or drops anything:
// where a rename or an open fails, writing goes on in the file that is open, and the rotation is
// tried again later. One thread at a time; it never sleeps.
//
// A file that it finds may be anybody's (line_end.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotated_files.h"
#include "collector/files/rotated_history.h"
#include "collector/files/rotation_clock.h"

namespace mailslog {

struct rotation_settings {
    /// The live file is rotated before it would grow beyond this; 0: never by size. A single line
    /// that is longer still goes in whole.
    std::uint64_t max_bytes = 0;
    /// hour and day end with the local clock's; an interval begins when its file does.
    rotation_period period = rotation_period::none;
    std::chrono::seconds interval{0};
    retention_settings keep;
};

/// How far a log file reaches.
struct log_position {
    file_identity file;
    std::uint64_t size_bytes = 0;
};

class rotating_file {
public:
    /// A rotation that failed is not tried again sooner.
    static constexpr std::chrono::seconds retry_after{1};

    rotating_file(file_system &files, std::string path, rotation_settings settings);

    /// Opens or creates the live file and deletes what may not stay. `begun` is when the live
    /// file's period began, if that is known from before; else it is `now`. `index`: at a start,
    /// see rotated_history; null: others may be packing.
    std::error_code
    open(wall_time now, std::optional<wall_time> begun = {}, rotated_index *index = nullptr);

    /// Whether the live file is open. Where it is not, what is asked of a file needs open_again()
    /// first; what is known of it (size, identity, period, what is rotated) still holds.
    bool is_open() const noexcept { return file_ != nullptr; }
    /// Closes the live file for a while, so that others may be open. False: it can't be spared,
    /// since it has no live name at the moment.
    bool let_go() noexcept;
    /// Opens it again. If another file stands there, goes on in that, as follow_name() does.
    std::error_code open_again(wall_time now);

    const std::string &path() const noexcept { return path_; }
    std::uint64_t size_bytes() const noexcept { return size_bytes_; }
    file_identity identity() const noexcept { return identity_; }
    log_position end() const noexcept { return {identity_, size_bytes_}; }
    wall_time begun() const noexcept { return begun_; }

    /// Whether `next_bytes` more would carry the file beyond its size, be it empty or not.
    bool would_outgrow(std::uint64_t next_bytes) const noexcept;
    /// Whether the file should be rotated before `next_bytes` more are appended at `now`. Never for
    /// an empty file, and not again within retry_after of a rotation that failed. Asked of an empty
    /// file, or of one that began later than the clock shows, it begins the file's period at `now`:
    /// ask before each append, and read begun() afterwards.
    bool rotation_is_due(std::uint64_t next_bytes, wall_time now);
    /// When rotation_is_due() may change by itself, or delete_overdue() has something to do.
    std::optional<wall_time> next_deadline() const noexcept;

    /// Where rotate(now) would put the live file: for the ledger, which notes it first.
    std::string next_rotated_path(wall_time now) const;
    /// Rotates to `rotated_path`. On error the file that was open stays so, and size_bytes() holds
    /// for it; writing may go on. (It may have its new name already, if the new live file could not
    /// be opened nor the old name be given back: then next_rotated_path() is that name, and the
    /// next rotate() only opens the new live file.)
    /// `index`, here as below: for requests to many files; null: this one lists its own.
    std::error_code
    rotate(const std::string &rotated_path, wall_time now, rotated_index *index = nullptr);
    /// What a rotation needs before it failed: it is not due again within retry_after.
    void put_off_rotation(wall_time now) noexcept { failed_at_ = now; }

    /// Deletes rotated files that have become too old, or whose room is needed.
    void delete_overdue(wall_time now, rotated_index *index = nullptr);
    /// Rotated files with stamps up to this one are never written to again: they may be packed.
    std::optional<wall_time> closed_through() const noexcept { return closed_through_; }

    /// If the live file's name leads to another file or to none, because somebody renamed, replaced
    /// or deleted it, goes on in the one that stands there, made if there is none. A file that was
    /// renamed by a rotation that is not finished stays open as long as it has a name. On error the
    /// file that was open stays so. size_bytes() is what the file has then, unless its name can't
    /// be looked at: others may have written into it, or emptied it.
    std::error_code follow_name(wall_time now);

    /// Appends whole lines. Fails with std::errc::no_such_file_or_directory if the file has been
    /// deleted: then follow_name(), and again. On error nothing of them is left in the file, or,
    /// where taking them back fails too, or others have written meanwhile, size_bytes() tells how
    /// much is.
    std::error_code append(std::string_view lines);

    /// From now on other settings count, for the period that has begun and the rotated files, too.
    void change(const rotation_settings &settings, wall_time now, rotated_index *index = nullptr);

    /// From now on a file that somebody took away is forced to the disk before it is let go.
    void keep_durable() noexcept { is_durable_ = true; }
    /// Returns once the disk has all that was appended, under the names that the files have.
    std::error_code sync();

    /// What went wrong beside the point (a rotated file that could not be deleted), once each.
    std::vector<std::string> take_notices();

private:
    std::error_code open_live();
    std::error_code take_size(const std::string &path);
    bool take_back(std::size_t written_bytes);
    std::error_code give_new_name(const std::string &rotated_path);
    void try_old_name_again();
    void begin_period(wall_time now);
    bool is_too_soon(wall_time now) const noexcept;
    std::optional<wall_time> rotation_deadline() const noexcept;
    void review_rotated_files(wall_time now, rotated_index *index = nullptr);
    void take_up(std::error_code review);

    file_system &files_;
    std::string path_;
    rotation_settings settings_;
    rotated_history history_;
    std::unique_ptr<file> file_;
    file_identity identity_;
    std::uint64_t size_bytes_ = 0;
    wall_time begun_;
    std::optional<wall_time> period_end_;
    wall_time last_stamp_; // no stamp up to this one is given again
    bool is_durable_ = false;
    bool names_are_new_ = true; // the disk may know the files by others
    bool knows_stamps_ = false; // that of the newest rotated file is in last_stamp_
    std::string renamed_to_;    // the open file's name while there is no live file, or empty
    std::optional<wall_time> failed_at_; // the last rotation that did not succeed
    std::optional<wall_time> closed_through_;
    std::vector<std::string> notices_;
};

} // namespace mailslog
