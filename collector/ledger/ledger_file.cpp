#include "collector/ledger/ledger_file.h"

#include <algorithm>
#include <utility>

#include "collector/files/fault_point.h"

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

std::error_code ledger_file::open(
    const log_route &route, ledger &ledger, recovered &out,
    const std::function<void(mailslog::ledger &)> &begin, const std::function<void()> &make_room) {
    if (const auto error = journal_.finish_replacement()) {
        return error;
    }
    recovery found;
    if (const auto error = recover_ledger(files_, path(), route, ledger, found)) {
        out.notice = std::move(found.notice);
        return error;
    }
    fault_point("log_repaired");
    if (begin && !found.found && !ledger.has_forgotten_past()) {
        begin(ledger);
    }
    out = {found.found, std::move(found.logs), std::move(found.notice), found.log_has_suffered};
    std::vector<log_place> places;
    for (const recovered_log &log : out.logs) {
        rotated_to_[log.name] = log.rotated_to;
        places.push_back({log.name, log.begun, log.rotated_to, log.end});
    }
    const auto write = [&] {
        return found.damaged ? replace_damaged(ledger, places, out.notice)
                             : write_afresh(ledger, places);
    };
    if (found.damaged) {
        ledger.forget_past();
    }
    const auto error = write();
    if (error != std::errc::no_space_on_device || !make_room) {
        return error;
    }
    make_room();
    return write();
}

bool ledger_file::is_new() {
    file_identity identity;
    return is_absent(files_.identify(path(), identity));
}

std::error_code ledger_file::note_batch(ledger &ledger, const log_batch &batch) {
    entry_.clear();
    append_batch_entry(entry_, ledger, batch);
    fault_point("batch_judged");
    if (const auto error = journal_.append(entry_)) {
        return error;
    }
    ledger.clear_changed();
    return {};
}

std::error_code ledger_file::note_rotation(const log_rotation &rotation) {
    entry_.clear();
    append_rotation_entry(entry_, rotation);
    if (const auto error = journal_.append(entry_)) {
        return error;
    }
    rotated_to_[std::string{rotation.log}] = rotation.rotated_to;
    return {};
}

std::error_code ledger_file::compact(const ledger &ledger, std::vector<log_place> places) {
    decltype(rotated_to_) still_known;
    for (const log_place &place : places) {
        if (auto known = rotated_to_.extract(std::string{place.log})) {
            still_known.insert(std::move(known));
        }
    }
    rotated_to_ = std::move(still_known);
    for (log_place &place : places) {
        const auto known = rotated_to_.find(place.log);
        place.rotated_to = known == rotated_to_.end() ? std::string_view{} : known->second;
    }
    return write_afresh(ledger, places);
}

std::error_code
ledger_file::write_afresh(const ledger &ledger, const std::vector<log_place> &places) {
    make_snapshot(ledger, places);
    const auto error = journal_.replace(entry_);
    plan_compaction();
    return error;
}

std::error_code ledger_file::replace_damaged(
    const ledger &ledger, const std::vector<log_place> &places, std::string &notice) {
    make_snapshot(ledger, places);
    std::string kept_as;
    if (const auto error = journal_.set_aside_and_replace(entry_, kept_as)) {
        return error;
    }
    plan_compaction();
    add_notice(notice, "parts of " + path() + " could not be read; it is kept as " + kept_as);
    return {};
}

void ledger_file::make_snapshot(const ledger &ledger, const std::vector<log_place> &places) {
    entry_ = journal::magic;
    append_snapshot_entry(entry_, ledger);
    append_mark_entry(entry_, {places, files_.machine_life()});
}

/// Also after a failure, so that it is not tried again at once.
void ledger_file::plan_compaction() {
    compact_at_bytes_ =
        std::max(journal_.size_bytes() + growth_bytes_, growth_factor * entry_.size());
}

} // namespace mailslog
