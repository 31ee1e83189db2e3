// Brings messages to account and to the file: judge, format, note, write, in this order, so that a
// kill at any point neither loses nor repeats what its sender still holds.
//
// What it writes goes by the batch_writer to the file, or to those of a routed log. A notice of a
// stream stands before the line that shows what it tells of, in that line's file; where there is no
// such line, where one of the same process with a level of warning and no logger would go.
// One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "collector/field_filter.h"
#include "collector/files/batch_writer.h"
#include "collector/files/file_system.h"
#include "collector/files/log_lines.h"
#include "collector/files/rotating_file.h"
#include "collector/files/sync_schedule.h"
#include "collector/format/line_format.h"
#include "collector/intake/claim_notices.h"
#include "collector/intake/incoming.h"
#include "collector/intake/suppression.h"
#include "collector/ledger/ledger.h"
#include "collector/routing/log_route.h"
#include "collector/routing/user_names.h"

namespace mailslog {

class log_writer {
public:
    static constexpr std::size_t default_memory_bytes = std::size_t{64} * 1024 * 1024;

    /// `memory_bytes`: what may wait while the file can't be written.
    log_writer(
        file_system &files, const log_route &route, const rotation_settings &rotation,
        std::unique_ptr<line_format> format, std::size_t memory_bytes = default_memory_bytes,
        const target_limits &limits = {});

    /// To be called before open(). From then on a flush() that is due to force what it wrote to the
    /// disk fails until the disk has it.
    void force_to_disk(const sync_settings &when) { batch_.force_to_disk(when); }
    /// Of each sender so much is written (rate_limit.h), from now on.
    void limit_rate(const line_rate &rate) { suppression_.limit(rate); }

    /// Only lines that it admits are written; null: all. What it turns away is accounted for all
    /// the same, and what this log tells of losses does not depend on it.
    void change_filter(std::unique_ptr<field_filter> filter) { filter_ = std::move(filter); }

    /// As force_to_disk(), but while it runs: what stands in the live file already counts, too.
    void change_sync(const sync_settings &when, wall_time now) { batch_.change_sync(when, now); }
    void change_rotation(const rotation_settings &rotation, wall_time now) {
        batch_.change_rotation(rotation, now);
    }
    void change_memory(std::size_t bytes) noexcept { batch_.change_memory(bytes); }
    /// Begins a new file for it, so that each file is of one format. Where that can't be done,
    /// writing goes on in the file that is open.
    void change_format(std::unique_ptr<line_format> format, wall_time now);

    /// Whether there is no ledger of an earlier run.
    bool is_new() { return batch_.is_new(); }
    /// Opens the files and their ledger and mends what a kill left half done. Errors: the system's.
    /// `begin` gives the ledger something to begin with, if nothing of an earlier run is found.
    std::error_code open(wall_time now, const std::function<void(ledger &)> &begin = {});

    // Each of these may have to write the batch first. If that fails what they bring waits with it;
    // they fail themselves when there is no memory left for it: then nothing of the call is
    // entered, and the same call may be made again after a flush() that succeeded.
    std::error_code add(const incoming &message, wall_time now);
    /// The stream used numbers up to `end.sender.sequence` and ends.
    std::error_code end_stream(const incoming &end, wall_time now);
    /// What the clock alone brings about: numbers given up, a rotation that is due.
    std::error_code tick(wall_time now);
    /// That part of it that gives the disk room; also while a call that failed is to be made again.
    void delete_overdue(wall_time now) { batch_.delete_overdue(now); }

    /// Writes what waits. On error it is kept, and nothing of it is in the file as far as that
    /// could be brought about; call again later.
    std::error_code flush(wall_time now) { return batch_.flush(now); }
    /// Writes what waits and rotates each file, if anything is in it. `rotated_to`: what they are
    /// called now, also where some could not be rotated; empty and no error: nothing was in any.
    std::error_code rotate_now(wall_time now, std::vector<std::string> &rotated_to) {
        return batch_.rotate_now(now, rotated_to);
    }
    /// Goes on in the files that stand at the live names, and writes what waits. The file is made
    /// if there is none; of a routed log, when there is a line for it.
    std::error_code reopen(wall_time now) { return batch_.reopen(now); }
    /// As flush(), then leaves the ledger as a whole, with nothing in doubt: the orderly end.
    std::error_code close(wall_time now);

    /// By when tick() has something to do, if nothing comes before; nothing while it hasn't.
    std::optional<wall_time> next_deadline(wall_time now) const;

    /// See batch_writer.
    std::vector<closed_log> take_closed() { return batch_.take_closed(); }

    ledger &accounts() noexcept { return ledger_; }
    const ledger &accounts() const noexcept { return ledger_; }
    std::size_t unwritten_bytes() const noexcept { return batch_.unwritten_bytes(); }
    std::uint64_t file_bytes() const noexcept { return batch_.file_bytes(); } // of the live files
    std::uint64_t rotations() const noexcept { return batch_.rotations(); }   // since open()
    /// What went wrong beside the point and what was mended, for the operator, once each.
    std::vector<std::string> take_notices();

private:
    std::error_code give_up_overdue(wall_time now);
    bool append_within_limit(const incoming &message, wall_time now);
    std::error_code tell_suppressed(const std::vector<suppression::notice> &notices, wall_time now);
    std::error_code relieve_ledger(wall_time now);
    bool is_wanted(const incoming &message) const;
    bool has(const incoming &message) const;
    std::error_code add_next(const incoming &message, wall_time now);
    void turn_away_next(const incoming &message, wall_time now);
    std::error_code add_judged(const incoming &message, wall_time now);
    std::error_code add_plain_text(const incoming &message, wall_time now);

    line_source source_of(const incoming &message);
    line_source source_of(const stream_header &sender, const line_origin &origin) const;
    line_source source_of(const suppression::notice &notice) const;
    std::error_code make_room(const line_source &source, wall_time now);
    void keep_line();

    ledger ledger_;
    batch_writer batch_;
    suppression suppression_{ledger_};
    log_lines lines_;
    std::unique_ptr<field_filter> filter_;
    std::string line_;             // scratch
    log_target *target_ = nullptr; // of line_; null: there is none
    user_names users_;
    claim_notices claims_;
    std::vector<std::string> notices_;
};

} // namespace mailslog
