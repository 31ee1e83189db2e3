#include "collector/ledger/ledger_recovery.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/line_end.h"
#include "collector/files/log_mending.h"
#include "collector/ledger/journal_story.h"
#include "collector/ledger/log_settling.h"
#include "collector/ledger/log_survey.h"
#include "collector/ledger/recovery_notice.h"
#include "collector/ledger/rotated_away.h"

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

std::string counted(std::uint64_t number, const std::string &what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

/// So much of each log is looked at for torn lines after a mere kill, which leaves none: for other
/// hands. And of many logs, together.
constexpr std::uint64_t glance_bytes = std::uint64_t{1} << 20;
constexpr std::uint64_t least_glance_bytes = 4096;
/// What of each of many logs is mended at least, when the machine has died.
constexpr std::uint64_t least_mended_bytes = std::uint64_t{1} << 18;

class log_recovery {
public:
    log_recovery(
        file_system &files, const log_route &route, journal_story story, ledger &ledger,
        recovery &out)
        : files_{files}, route_{route}, story_{std::move(story)}, survey_{route}, ledger_{ledger},
          out_{out} {}

    std::error_code run() {
        const bool has_story = !story_.entries.empty();
        auto error = finish_rename();
        if (!error) {
            error = survey_.take(files_, story_.logs(), !has_story || story_.machine_died());
        }
        if (!error && !has_story) {
            error = begin_ledger();
        }
        if (!error && story_.machine_died()) {
            follow_devices();
        }
        if (!error) {
            away_.emplace(story_, survey_);
        }
        if (!error && story_.machine_died()) {
            error = mend();
        }
        if (!error && has_story) {
            error = story_.machine_died()
                        ? settle_after_death(files_, story_, survey_, *away_)
                        : settle_after_kill(files_, story_, survey_, *away_, notice_);
        }
        if (!error && !story_.machine_died()) {
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
    /// Where a rename is a second name and an unlink (file_system_posix.cpp), a kill in between
    /// leaves a rotated file its live name.
    std::error_code finish_rename() {
        if (story_.entries.empty() || !story_.entries.back().rotation) {
            return {};
        }
        const log_rotation &rotation = *story_.entries.back().rotation;
        const std::string live_path = survey_.path_of(rotation.log);
        const std::string rotated_path = survey_.path_of(rotation.rotated_to);
        file_identity live;
        file_identity rotated;
        if (!route_.may_be(live_path) || live_path == rotated_path ||
            files_.identify(live_path, live) || files_.identify(rotated_path, rotated) ||
            live != rotated) {
            return {};
        }
        return told("remove", live_path, files_.remove(live_path));
    }

    /// The files of a route have no other name that the operator would hear.
    std::error_code told(const std::string &what, const std::string &path, std::error_code error) {
        if (error && !route_.is_fixed()) {
            out_.notice = describe(what, path, error);
        }
        return error;
    }

    /// A boot may number devices anew. A log's files are in one folder, so the inode tells them.
    void follow_devices() {
        story_.change_files([this](std::string_view log, const file_identity &was) {
            const surveyed_log *const here = survey_.find(log);
            if (here == nullptr || here->find(was) != nullptr) {
                return was;
            }
            const log_file *const now = here->find_inode(was.inode);
            return now == nullptr ? was : now->identity;
        });
    }

    /// A log without a ledger: its streams are no new ones.
    std::error_code begin_ledger() {
        for (const surveyed_log &log : survey_.logs()) {
            for (const log_file &file : log.files) {
                std::uint64_t size = 0;
                if (const auto error = size_of(files_, file.path, size)) {
                    return error;
                }
                if (size > 0) {
                    ledger_.forget_past();
                    notice_.add(
                        route_.pattern() + " had no ledger: what was lost before is not known");
                    return {};
                }
            }
        }
        return {};
    }

    /// The live file is taken for ours where a ledger stands beside it, unless that knows only
    /// others, and the last of these is not among the rotated ones, packed or not. Of a file of
    /// somebody else's nothing is taken away.
    bool is_ours(const surveyed_log &log, const log_file &file) const {
        const bool names_none = story_.last_span_of(log.name) == nullptr;
        return &file != log.live() || (out_.found && (names_none || story_.knows(file.identity) ||
                                                      last_file_of(log) != nullptr ||
                                                      fate_of(log) == rotated_fate::packed));
    }

    rotated_fate fate_of(const surveyed_log &log) const { return away_->fate_of(log.name); }

    /// The one that the journal names last, if it stands there under a plain name.
    const log_file *last_file_of(const surveyed_log &log) const {
        const log_span *const last = story_.last_span_of(log.name);
        return last == nullptr || away_->has(*last) ? nullptr : log.find(last->file);
    }

    std::error_code mend() {
        for (const surveyed_log &log : survey_.logs()) {
            if (const auto error = mend(log)) {
                return error;
            }
        }
        return {};
    }

    /// How much of each log is looked at.
    std::uint64_t window_bytes() const {
        const std::uint64_t logs = survey_.logs().size();
        return story_.machine_died() ? std::max(mended_bytes / logs, least_mended_bytes)
                                     : std::max(glance_bytes / logs, least_glance_bytes);
    }

    /// A rotated file that can't be mended, since others may have taken it over, is told of.
    std::error_code mend(const surveyed_log &log) {
        std::uint64_t left_bytes = window_bytes();
        for (const log_file &file : log.files) {
            const bool is_live = &file == log.live();
            if (!is_ours(log, file)) {
                if (const auto error = end_last_line_of(file)) {
                    return error;
                }
                continue;
            }
            if (left_bytes == 0 || !(is_live || story_.machine_died())) {
                continue;
            }
            mending mended;
            const auto error = mend_log(files_, file.path, left_bytes, mended);
            if (error && is_live) {
                return error;
            }
            if (error) {
                notice_.add(describe("mend", file.path, error));
            }
            tell_of(file.path, mended);
        }
        return {};
    }

    /// Before the journal is written, whose mark makes the file one of ours.
    std::error_code end_last_line_of(const log_file &log) {
        std::unique_ptr<file> opened;
        std::uint64_t size = 0;
        auto error = files_.open(log.path, open_mode::append, opened);
        if (!error) {
            error = opened->size(size);
        }
        if (!error) {
            error = end_last_line(files_, log.path, *opened, size);
        }
        return told("end the last line of", log.path, error);
    }

    void replay_all() {
        for (const told_entry &told : story_.entries) {
            out_.damaged = (told.counts && !replay(told.entry, ledger_)) || out_.damaged;
        }
    }

    /// How many records were written that the ledger has gone back on.
    std::uint64_t records_gone() const {
        ledger before;
        for (const told_entry &told : story_.entries) {
            if (told.is_batch && &told != &story_.entries.back()) {
                replay(told.entry, before);
            }
        }
        const std::uint64_t written = before.totals().written;
        return written - std::min(written, ledger_.totals().written);
    }

    /// Holds what the journal says of each file against what is there.
    std::error_code compare() {
        const told_past past = story_.past();
        const auto ends = story_.ends();
        for (const surveyed_log &log : survey_.logs()) {
            recovered_log found{log.name, log.live_path, {}, {}, {}};
            if (const auto known = past.logs.find(log.name); known != past.logs.end()) {
                found.begun = known->second.begun;
                found.rotated_to = known->second.rotated_to;
            }
            if (const auto error = compare(log, ends, found)) {
                return error;
            }
            tell_of_packed(log, found.rotated_to);
            const auto begun = past.begun.find(found.end.file);
            found.begun = begun == past.begun.end() ? found.begun : begun->second;
            out_.logs.push_back(std::move(found));
        }
        return {};
    }

    std::error_code compare(const surveyed_log &log, const known_ends &ends, recovered_log &out) {
        for (const log_file &file : log.files) {
            std::uint64_t size = 0;
            if (const auto error = size_of(files_, file.path, size)) {
                return error;
            }
            if (&file == log.live()) {
                out.end = {file.identity, size};
            }
            const auto known = ends.find(file.identity);
            if (known != ends.end() && is_that_file(log, file, known->second)) {
                compare(file, size, known->second.bytes);
            } else if (is_newer_than_known(log, file, out.rotated_to)) {
                compare(file, size, 0);
            }
        }
        return {};
    }

    /// And not one that was made after that was deleted, and was given its identity.
    bool is_that_file(const surveyed_log &log, const log_file &file, const known_end &known) const {
        if (known.log != log.name) { // unless it goes by both names
            const surveyed_log *const other = survey_.find(known.log);
            return other != nullptr && other->find(file.identity) != nullptr;
        }
        const log_span *const last = story_.last_span_of(log.name);
        const bool was_packed = last->file == file.identity && away_->has(*last);
        return !(known.is_rotated || was_packed) || &file != log.live();
    }

    /// Whether the file was begun behind all that the journal still knows.
    bool is_newer_than_known(
        const surveyed_log &log, const log_file &file, const std::string &rotated_to) const {
        if (!story_.machine_died() || story_.entries.empty()) {
            return false;
        }
        if (const log_file *const known = last_file_of(log)) {
            return &file < known; // the newest come first
        }
        return &file == log.live() ? is_ours(log, file) || fate_of(log) == rotated_fate::deleted
                                   : file.path > survey_.path_of(rotated_to);
    }

    /// What was packed is whole, but nobody knows how much of it the ledger knows.
    void tell_of_packed(const surveyed_log &log, const std::string &rotated_to) {
        const log_span *const last = story_.last_span_of(log.name);
        if (!story_.machine_died() || last == nullptr) {
            return;
        }
        const wall_time until = known_until(log, survey_.path_of(rotated_to), *last);
        for (const rotated_file &file : log.packed) {
            if (file.stamp > until) {
                notice_.add(
                    packed_path(file.path) + " is a file that its ledger does not know: lines in " +
                    "it may come twice, or be reported lost");
                ledger_.forget_past();
                out_.log_has_suffered = true;
            }
        }
    }

    void compare(const log_file &file, std::uint64_t size, std::uint64_t known) {
        if (size < known) {
            notice_.add(
                file.path + " has lost " + counted(known - size, "byte") +
                " that its ledger knew of");
            out_.log_has_suffered = true;
        } else if (size > known + 1) { // one may be the end that was given to a stranger's line
            notice_.add(
                file.path + " has " + counted(size - known, "byte") +
                " that its ledger does not know: lines in it may come twice, or be reported lost");
            if (story_.machine_died()) {
                ledger_.forget_past();
                out_.log_has_suffered = true;
            }
        }
    }

    void tell_of(const std::string &path, const mending &mended) {
        if (mended.cut_bytes != 0) {
            notice_.add(
                path + " was torn: " + counted(mended.cut_bytes, "byte") + " cut off its end");
        }
        if (mended.blanked_bytes != 0) {
            notice_.add(
                path + " had holes: " + counted(mended.blanked_bytes, "byte") +
                " of torn lines are spaces now");
        }
        out_.log_has_suffered =
            out_.log_has_suffered || mended.cut_bytes != 0 || mended.blanked_bytes != 0;
    }

    void tell() {
        const std::uint64_t gone = story_.machine_died() ? records_gone() : 0;
        if (gone != 0) {
            notice_.add(counted(gone, "record") + " that were written are gone");
            out_.log_has_suffered = true;
        }
        out_.notice = notice_.text();
        if (story_.machine_died() && out_.log_has_suffered) {
            out_.notice = "the machine has died: " + out_.notice;
        }
    }

    file_system &files_;
    const log_route &route_;
    journal_story story_;
    log_survey survey_;
    std::optional<rotated_away> away_; // once all that it is made of is known
    ledger &ledger_;
    recovery &out_;
    recovery_notice notice_;
};

} // namespace

std::error_code recover_ledger(
    file_system &files, const std::string &journal_path, const log_route &route, ledger &ledger,
    recovery &out) {
    std::string bytes;
    const auto error = read_whole(files, journal_path, bytes);
    out.damaged = error == std::errc::file_too_large;
    out.found = !error || out.damaged;
    if (!out.found && !is_absent(error)) {
        return error;
    }
    journal_story::setting setting{out.found, files.machine_life(), {}};
    if (route.is_fixed()) {
        setting.only_log = std::string_view{route.pattern()}.substr(route.folder_prefix().size());
    }
    journal_story story{journal::parse(bytes), std::move(setting)};
    return log_recovery{files, route, std::move(story), ledger, out}.run();
}

} // namespace mailslog
