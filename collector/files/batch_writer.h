// Gathers lines for the files of a log and has them written, many at a time.
//
// Where a line would carry its file over its size, the batch so far is written, the file rotated,
// and the line begins the next. While a file can't be written, lines wait in memory, as many as
// were granted, and the batch may outgrow the file's size. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/files/closed_log.h"
#include "collector/files/file_system.h"
#include "collector/files/log_sync.h"
#include "collector/files/log_targets.h"
#include "collector/files/noted_batch.h"
#include "collector/files/target_watch.h"
#include "collector/ledger/ledger.h"
#include "collector/ledger/ledger_file.h"

namespace mailslog {

class batch_writer {
public:
    /// `memory_bytes`: what may wait while a file can't be written.
    batch_writer(
        file_system &files, const log_route &route, const rotation_settings &rotation,
        const target_limits &limits, std::size_t memory_bytes, ledger &ledger);
    ~batch_writer() = default;
    batch_writer(const batch_writer &) = delete; // its parts know each other
    batch_writer &operator=(const batch_writer &) = delete;

    // Settings: see log_writer.
    void force_to_disk(const sync_settings &when) { sync_.change(when); }
    void change_sync(const sync_settings &when, wall_time now);
    void change_rotation(const rotation_settings &rotation, wall_time now);
    void change_memory(std::size_t bytes) noexcept { memory_bytes_ = bytes; }

    /// Opens the files and their ledger and mends what a kill left half done. Errors: the system's.
    /// `begin` and is_new(): see ledger_file.
    std::error_code open(
        wall_time now, ledger_file::recovered &found,
        const std::function<void(ledger &)> &begin = {});
    bool is_new() { return ledger_file_.is_new(); }

    log_target &target_of(const line_source &source, wall_time now) {
        return targets_.of(source, now);
    }
    bool needs_user() const noexcept { return targets_.route().needs_user(); }
    /// To be called before keep() with what it will bring. Writes the batch first where that is
    /// due. Fails when there is no memory left.
    std::error_code make_room(
        log_target &target, std::size_t line_bytes, wall_time now, rotated_index *index = nullptr);
    /// Whether there is any left for what brings no line: as make_room().
    std::error_code make_room() const noexcept;
    void keep(log_target &target, std::string_view lines);
    /// A line of this level is kept.
    void line_waits(level level) noexcept { sync_.line_waits(level); }

    /// Rotates and deletes what the clock alone makes due.
    void tick(wall_time now);
    void delete_overdue(wall_time now);
    /// Writes what waits, see log_writer.
    std::error_code flush(wall_time now);
    /// The same, and then rotates all files that have anything in them. One that can't be rotated
    /// keeps back no other; the error is the first one's.
    std::error_code rotate_now(wall_time now, std::vector<std::string> &rotated_to);
    std::error_code reopen(wall_time now);
    std::error_code close(wall_time now);
    /// Whether the last flush() failed.
    std::error_code failure() const noexcept { return failure_; }
    void demand_sync() noexcept { sync_.demand(); }

    std::optional<wall_time> next_deadline() const noexcept;
    std::size_t unwritten_bytes() const noexcept { return batch_.unwritten_bytes(); }
    /// Of the live files.
    std::uint64_t file_bytes() const noexcept;
    /// Since open().
    std::uint64_t rotations() const noexcept { return rotations_; }
    /// What is new of that since it was last asked for.
    std::vector<closed_log> take_closed() { return watch_.take_closed(); }
    std::vector<std::string> take_notices() { return targets_.take_notices(); }

private:
    void make_room_on_disk(const std::vector<recovered_log> &logs, wall_time now);
    std::error_code follow_to_rotate(log_target &target, wall_time now);
    std::error_code rotate(log_target &target, wall_time now, rotated_index *index);
    void put_off_rotation(log_target &target, wall_time now, std::error_code why);
    void forget_absent();
    void tidy_ledger();
    std::vector<log_place> places() const;

    log_targets targets_;
    ledger_file ledger_file_;
    ledger &ledger_;
    log_sync sync_{targets_, ledger_file_};
    target_watch watch_{targets_};
    noted_batch batch_{targets_, ledger_file_, ledger_, sync_, watch_};
    std::size_t memory_bytes_;
    std::uint64_t rotations_ = 0;
    std::error_code failure_; // why the last flush() could not write
};

} // namespace mailslog
