#include "collector/ledger/ledger_recovery.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <mailslog/slot_error.h>

#include "collector/files/fault_point.h"
#include "collector/files/log_files.h"
#include "collector/files/log_mending.h"

namespace mailslog {
namespace {

/// Some ten times what the largest ledger needs before it is written afresh.
constexpr std::uint64_t max_journal_bytes = std::uint64_t{1} << 28;

std::error_code read_whole(file_system &files, const std::string &path, std::string &bytes) {
    std::unique_ptr<file> opened;
    if (const auto error = files.open(path, open_mode::read, opened)) {
        return error;
    }
    std::uint64_t size = 0;
    if (const auto error = opened->size(size)) {
        return error;
    }
    if (size > max_journal_bytes) {
        return std::make_error_code(std::errc::file_too_large); // no journal of ours
    }
    bytes.resize(static_cast<std::size_t>(size));
    std::size_t read_bytes = 0;
    const auto error = opened->read_at(0, bytes.data(), bytes.size(), read_bytes);
    bytes.resize(read_bytes);
    return error;
}

std::error_code cut(file_system &files, const std::string &path, std::uint64_t bytes) {
    std::unique_ptr<file> opened;
    if (const auto error = files.open(path, open_mode::append, opened)) {
        return error;
    }
    const auto error = opened->truncate(bytes);
    fault_point("batch_cut_off");
    return error;
}

std::string counted(std::uint64_t number, const std::string &what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

/// An entry, and how far the log reached with it, if it says so.
struct judged_entry {
    journal::entry entry;
    std::optional<log_span> span;
    bool counts = true;
};

class log_recovery {
public:
    log_recovery(
        file_system &files, const std::string &log_path, const std::vector<journal::entry> &entries,
        ledger &ledger, recovery &out)
        : files_{files}, log_path_{log_path}, ledger_{ledger}, out_{out} {
        // no kill leaves a journal without a mark, but one that was never written whole
        machine_died_ = out.found;
        for (const auto &entry : entries) {
            read(entry);
        }
    }

    std::error_code run() {
        auto error = find_log_files(files_, log_path_, log_files_);
        if (!error && entries_.empty()) {
            error = begin_ledger();
        }
        if (!error && machine_died_) {
            error = mend();
        }
        if (!error) {
            error = entries_.empty() ? std::error_code{}
                    : machine_died_  ? settle_after_death()
                                     : settle_after_kill();
        }
        if (!error && !machine_died_) {
            error = mend();
        }
        if (!error) {
            replay_all();
            error = compare();
        }
        if (!error) {
            tell();
        }
        return error;
    }

private:
    /// What is looked at for torn lines after a mere kill, which leaves none: for other hands.
    static constexpr std::uint64_t glance_bytes = std::uint64_t{1} << 20;

    void read(const journal::entry &entry) {
        judged_entry read{entry, batch_of(entry)};
        if (read.span && read.span->is_instead && !entries_.empty()) {
            entries_.back().counts = false;
            entries_.back().span.reset();
        }
        if (const auto mark = mark_of(entry)) {
            const std::string life = files_.machine_life();
            machine_died_ =
                !mark->machine_life.empty() && !life.empty() && life != mark->machine_life;
            if (mark->end.file.inode != 0) {
                read.span = log_span{mark->end.file, mark->end.size_bytes, mark->end.size_bytes};
            }
        }
        entries_.push_back(read);
    }

    const log_file *find(const file_identity &identity) const {
        const auto found =
            std::find_if(log_files_.begin(), log_files_.end(), [&](const log_file &file) {
                return file.identity == identity;
            });
        return found == log_files_.end() ? nullptr : &*found;
    }
    const log_file *live() const {
        const bool is_there = !log_files_.empty() && log_files_.front().path == log_path_;
        return is_there ? &log_files_.front() : nullptr;
    }
    /// The last that the journal says of where the log ends, in doubt or not.
    const log_span *last_span() const {
        const auto last =
            std::find_if(entries_.rbegin(), entries_.rend(), [](const judged_entry &entry) {
                return entry.span.has_value();
            });
        return last == entries_.rend() ? nullptr : &*last->span;
    }

    /// A log without a ledger: its streams are no new ones.
    std::error_code begin_ledger() {
        for (const auto &file : log_files_) {
            std::uint64_t size = 0;
            if (const auto error = size_of(files_, file.path, size)) {
                return error;
            }
            if (size > 0) {
                ledger_.forget_past();
                add_notice(log_path_ + " had no ledger: what was lost before is not known");
                return {};
            }
        }
        return {};
    }

    /// Whether what the last entry announced was done.
    std::error_code settle_after_kill() {
        auto &last = entries_.back();
        if (const auto rotated_path = rotation_of(last.entry)) {
            return settle_rotation(last, *rotated_path);
        }
        return batch_of(last.entry) ? settle_batch(last) : std::error_code{};
    }

    std::error_code settle_rotation(judged_entry &last, const std::string &rotated_path) {
        file_identity identity;
        const auto error = files_.identify(rotated_path, identity);
        last.counts = !error;
        return is_absent(error) ? std::error_code{} : error;
    }

    /// Whether the batch stands whole in the log. What stands of it otherwise is cut off.
    std::error_code settle_batch(judged_entry &last) {
        const auto *file = find(last.span->file);
        last.counts = false;
        if (file == nullptr) {
            add_notice(
                log_path_ +
                " is not the file that the ledger knows: its last lines may come twice");
            return {};
        }
        std::uint64_t size = 0;
        if (const auto error = size_of(files_, file->path, size)) {
            return error;
        }
        last.counts = size >= last.span->end_bytes;
        return last.counts || size <= last.span->start_bytes
                   ? std::error_code{}
                   : cut(files_, file->path, last.span->start_bytes);
    }

    /// Batches at the end of which nothing stands in the log do not count. One of which something
    /// stands does: nobody has the rest of it any more.
    std::error_code settle_after_death() {
        if (const auto rotated_path = rotation_of(entries_.back().entry)) {
            if (const auto error = settle_rotation(entries_.back(), *rotated_path)) {
                return error;
            }
        }
        const log_span *const last = last_span();
        for (auto judged = entries_.rbegin(); judged != entries_.rend(); ++judged) {
            if (!judged->span) {
                continue;
            }
            const auto *file = find(judged->span->file);
            if (file == nullptr && judged->span->file != last->file) {
                break; // an old one, deleted in good order
            }
            std::uint64_t size = 0;
            const auto error =
                file == nullptr ? std::error_code{} : size_of(files_, file->path, size);
            if (error || size > judged->span->start_bytes || size >= judged->span->end_bytes) {
                return error;
            }
            judged->counts = mark_of(judged->entry).has_value();
        }
        return {};
    }

    bool knows(const file_identity &file) const {
        return std::any_of(entries_.begin(), entries_.end(), [&](const judged_entry &entry) {
            return entry.span && entry.span->file == file;
        });
    }

    /// The live file is taken for ours where a ledger stands beside it, unless that knows only
    /// others, and the last of these is not among the rotated ones. A file of somebody else's is
    /// not touched.
    bool is_ours(const log_file &file) const {
        const log_span *const last = last_span();
        return file.path != log_path_ || (out_.found && (last == nullptr || knows(file.identity) ||
                                                         find(last->file) != nullptr));
    }

    /// A rotated file that can't be mended, since others may have taken it over, is told of.
    std::error_code mend() {
        std::uint64_t window_bytes = machine_died_ ? mended_bytes : glance_bytes;
        for (const auto &file : log_files_) {
            const bool is_live = &file == live();
            if (window_bytes == 0 || !is_ours(file) || !(is_live || machine_died_)) {
                continue;
            }
            mending mended;
            const auto error = mend_log(files_, file.path, window_bytes, mended);
            if (error && is_live) {
                return error;
            }
            if (error) {
                add_notice(describe("mend", file.path, error));
            }
            tell_of(file.path, mended);
        }
        return {};
    }

    void replay_all() {
        for (const auto &judged : entries_) {
            out_.damaged =
                (judged.counts && !replay(judged.entry, ledger_, out_.log)) || out_.damaged;
        }
    }

    /// How many records were written that the ledger has gone back on.
    std::uint64_t records_gone() const {
        ledger before;
        log_state log;
        for (const auto &judged : entries_) {
            if (judged.span && &judged != &entries_.back()) {
                replay(judged.entry, before, log);
            }
        }
        const std::uint64_t written = before.totals().written;
        return written - std::min(written, ledger_.totals().written);
    }

    /// Holds what the journal says of each file against what is there.
    std::error_code compare() {
        for (const auto &file : log_files_) {
            std::uint64_t size = 0;
            if (const auto error = size_of(files_, file.path, size)) {
                return error;
            }
            if (&file == live()) {
                out_.log_end = {file.identity, size};
            }
            if (const auto known = known_end(file)) {
                compare(file, size, *known);
            }
        }
        return {};
    }

    /// Where the file ends, if the journal knows of it.
    std::optional<std::uint64_t> known_end(const log_file &file) const {
        for (auto judged = entries_.rbegin(); judged != entries_.rend(); ++judged) {
            const bool was_never_written = judged == entries_.rbegin() && !judged->counts;
            if (judged->span && judged->span->file == file.identity && !was_never_written) {
                return judged->span->end_bytes;
            }
        }
        return is_newer_than_known(file) ? std::optional{std::uint64_t{0}} : std::nullopt;
    }

    /// Whether the file was begun behind all that the journal still knows.
    bool is_newer_than_known(const log_file &file) const {
        if (!machine_died_ || entries_.empty()) {
            return false;
        }
        const log_span *const last = last_span();
        if (const auto *known = last == nullptr ? nullptr : find(last->file)) {
            return &file < known; // the newest come first
        }
        return file.path == log_path_ ? is_ours(file) : file.path > out_.log.rotated_path;
    }

    void compare(const log_file &file, std::uint64_t size, std::uint64_t known) {
        if (size < known) {
            add_notice(
                file.path + " has lost " + counted(known - size, "byte") +
                " that its ledger knew of");
            out_.log_has_suffered = true;
        } else if (size > known + 1) { // one may be the end that was given to a stranger's line
            add_notice(
                file.path + " has " + counted(size - known, "byte") +
                " that its ledger does not know: lines in it may come twice, or be reported lost");
            if (machine_died_) {
                ledger_.forget_past();
                out_.log_has_suffered = true;
            }
        }
    }

    void tell_of(const std::string &path, const mending &mended) {
        if (mended.cut_bytes != 0) {
            add_notice(
                path + " was torn: " + counted(mended.cut_bytes, "byte") + " cut off its end");
        }
        if (mended.blanked_bytes != 0) {
            add_notice(
                path + " had holes: " + counted(mended.blanked_bytes, "byte") +
                " of torn lines are spaces now");
        }
        out_.log_has_suffered =
            out_.log_has_suffered || mended.cut_bytes != 0 || mended.blanked_bytes != 0;
    }

    void tell() {
        const std::uint64_t gone = machine_died_ ? records_gone() : 0;
        if (gone != 0) {
            add_notice(counted(gone, "record") + " that were written are gone");
            out_.log_has_suffered = true;
        }
        if (machine_died_ && out_.log_has_suffered) {
            out_.notice = "the machine has died: " + out_.notice;
        }
    }

    void add_notice(const std::string &text) {
        out_.notice += (out_.notice.empty() ? "" : "; ") + text;
    }

    file_system &files_;
    const std::string &log_path_;
    ledger &ledger_;
    recovery &out_;
    std::vector<judged_entry> entries_;
    std::vector<log_file> log_files_;
    bool machine_died_ = false;
};

} // namespace

std::error_code recover_ledger(
    file_system &files, const std::string &journal_path, const std::string &log_path,
    ledger &ledger, recovery &out) {
    std::string bytes;
    const auto error = read_whole(files, journal_path, bytes);
    out.damaged = error == std::errc::file_too_large;
    out.found = !error || out.damaged;
    if (!out.found && !is_absent(error)) {
        return error;
    }
    return log_recovery{files, log_path, journal::parse(bytes), ledger, out}.run();
}

} // namespace mailslog
