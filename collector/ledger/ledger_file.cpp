#include "collector/ledger/ledger_file.h"

#include <algorithm>

#include "collector/files/fault_point.h"
#include "collector/ledger/ledger_recovery.h"

namespace mailslog {
namespace {

/// How many times what it needs the journal may grow to.
constexpr std::uint64_t growth_factor = 4;

void add_notice(std::string &to, const std::string &notice) {
    to += to.empty() || notice.empty() ? notice : "; " + notice;
}

} // namespace

ledger_file::ledger_file(file_system &files, std::string path, std::uint64_t growth_bytes)
    : files_{files}, journal_{files, std::move(path)}, growth_bytes_{growth_bytes} {}

std::error_code ledger_file::open(const std::string &log_path, ledger &ledger, recovered &out) {
    if (const auto error = journal_.finish_replacement()) {
        return error;
    }
    recovery found;
    if (const auto error = recover_ledger(files_, path(), log_path, ledger, found)) {
        return error;
    }
    fault_point("log_repaired");
    log_ = std::move(found.log);
    out = {found.found, log_.begun, std::move(found.notice), found.log_has_suffered};
    if (!found.damaged) {
        return write_afresh(ledger, found.log_end);
    }
    ledger.forget_past();
    return replace_damaged(ledger, found.log_end, out.notice);
}

std::error_code
ledger_file::note_batch(ledger &ledger, const log_span &span, wall_time file_begun) {
    entry_.clear();
    append_batch_entry(entry_, ledger, span, file_begun);
    fault_point("batch_judged");
    if (const auto error = journal_.append(entry_)) {
        return error;
    }
    ledger.clear_changed();
    return {};
}

std::error_code ledger_file::note_rotation(const std::string &rotated_path, wall_time now) {
    entry_.clear();
    append_rotation_entry(entry_, rotated_path, now);
    if (const auto error = journal_.append(entry_)) {
        return error;
    }
    log_.rotated_path = rotated_path;
    return {};
}

std::error_code ledger_file::compact_if_grown(
    const ledger &ledger, const log_position &log_end, wall_time file_begun) {
    return has_outgrown() ? compact(ledger, log_end, file_begun) : std::error_code{};
}

std::error_code
ledger_file::compact(const ledger &ledger, const log_position &log_end, wall_time file_begun) {
    log_.begun = file_begun;
    return write_afresh(ledger, log_end);
}

std::error_code ledger_file::write_afresh(const ledger &ledger, const log_position &log_end) {
    make_snapshot(ledger, log_end);
    const auto error = journal_.replace(entry_);
    plan_compaction();
    return error;
}

std::error_code ledger_file::replace_damaged(
    const ledger &ledger, const log_position &log_end, std::string &notice) {
    make_snapshot(ledger, log_end);
    std::string kept_as;
    if (const auto error = journal_.set_aside_and_replace(entry_, kept_as)) {
        return error;
    }
    plan_compaction();
    add_notice(notice, "parts of " + path() + " could not be read; it is kept as " + kept_as);
    return {};
}

void ledger_file::make_snapshot(const ledger &ledger, const log_position &log_end) {
    entry_ = journal::magic;
    append_snapshot_entry(entry_, ledger, log_);
    append_mark_entry(entry_, {log_end, files_.machine_life()});
}

/// Also after a failure, so that it is not tried again at once.
void ledger_file::plan_compaction() {
    compact_at_bytes_ =
        std::max(journal_.size_bytes() + growth_bytes_, growth_factor * entry_.size());
}

} // namespace mailslog
