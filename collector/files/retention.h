// Which rotated files may stay (`--keep-files`, `--keep-size`, `--keep-age`, `--keep-free`). Pure
// functions; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotation_clock.h"

namespace mailslog {

/// Each limit is for itself: a file goes as soon as one of them says so. 0: no such limit.
struct retention_settings {
    /// How many rotated files stay beside the live one, the newest.
    std::size_t files = 0;
    /// What they may hold together, as they stand on the disk.
    std::uint64_t bytes = 0;
    /// How long after its rotation a file stays.
    std::chrono::seconds age{0};
    /// So much of the file system stays free; the larger of both counts.
    std::uint64_t free_bytes = 0;
    unsigned free_percent = 0; // at most 99

    bool has_free_floor() const noexcept { return free_bytes != 0 || free_percent != 0; }
    bool has_limit() const noexcept {
        return files != 0 || bytes != 0 || age.count() != 0 || has_free_floor();
    }
};

struct kept_file {
    wall_time stamp;
    std::uint64_t bytes = 0;
};

/// How many of the oldest files are beyond number, size or age.
std::size_t surplus_of(
    const std::vector<kept_file> &oldest_first, const retention_settings &keep, wall_time now);

/// When the file of this stamp is too old; nothing if it never is.
std::optional<wall_time> end_of_age(wall_time stamp, const retention_settings &keep);

/// How much is to stay free of such a file system.
std::uint64_t free_floor_of(const retention_settings &keep, const disk_space &space) noexcept;

} // namespace mailslog
