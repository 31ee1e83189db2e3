// Keeps the ledger beside the log (PATH.ledger), so that a collector that is killed at any
// instruction goes on exactly where its predecessor stood.
//
// An append-only journal. Before a batch of lines goes into the log, one entry notes where in which
// files it will stand and what the ledger will be after it; before a rotation, one entry notes
// the new name. What an entry announces is done before the next entry is written, so on start only
// the last one is in doubt, and the log itself tells whether it was done:
//   batch    each file that it names reaches the announced end; else the ledger stays as it was
//            before, and if one ends within the batch, all are cut back to where that began
//   rotation the rotated name exists; else it did not happen
// When the machine itself has died since, either may have lost its end, and what a batch left in
// the log is not cut off: nobody has it any more (ledger_recovery.h).
// Each entry has checksums; a torn one at the end was never acted upon. The journal is written
// afresh (a new file, renamed over the old) on start, when it has grown, and on an orderly end.
// Layout, and what each moment of a kill leads to: docs/ledger.md.
//
// This withstands the death of the process; that of the machine as far as sync() is called.
// One thread at a time; only the owner of the slot may have the file open.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/ledger/journal_file.h"
#include "collector/ledger/ledger.h"
#include "collector/ledger/ledger_entry.h"
#include "collector/ledger/ledger_recovery.h"
#include "collector/routing/log_route.h"

namespace mailslog {

class ledger_file {
public:
    /// The journal is written afresh when it has grown by this, and to four times what it needs.
    static constexpr std::uint64_t default_growth_bytes = std::uint64_t{1} << 20;

    ledger_file(
        file_system &files, std::string path, std::uint64_t growth_bytes = default_growth_bytes);

    struct recovered {
        bool found = false; // there was a ledger
        /// The logs of the route that it knows, and, if it was not there or the machine has died,
        /// all that stand on the disk.
        std::vector<recovered_log> logs;
        std::string notice;            // what was wrong with the files and what was done; or empty
        bool log_has_suffered = false; // the log itself should have the notice, too
    };
    /// Reads the journal into `ledger`, which is empty, and opens it for writing. Cuts off what a
    /// kill left of a batch in the log; so to be called before the log is opened. `route` says
    /// where the log's files are. Errors: the system's own; the files are good for another try,
    /// with an empty ledger. A damaged journal is none: what is readable is taken, the damaged file
    /// is renamed to PATH.damaged-N, and the notice says so.
    /// `begin`, if there is any, is called with the ledger of a log of which nothing is found; what
    /// it enters is kept as soon as the journal is there. `make_room`, if there is any, is called
    /// when `out` is known and the disk has no room for the journal, before that is tried again.
    std::error_code open(
        const log_route &route, ledger &ledger, recovered &out,
        const std::function<void(mailslog::ledger &)> &begin = {},
        const std::function<void()> &make_room = {});
    /// Whether open() would find none.
    bool is_new();

    /// Notes a batch of lines that will be appended at its spans of the open log files, and what
    /// has changed in the ledger with it. Must have succeeded before the lines are written; on an
    /// error nothing is noted. Once it has, just these lines are to be written there, however often
    /// that has to be tried, before anything else is noted. No allocation in the long run.
    std::error_code note_batch(ledger &ledger, const log_batch &batch);
    /// Notes that a live log file is about to get another name. If that fails then, go on.
    std::error_code note_rotation(const log_rotation &rotation);

    /// From now on a journal that is written afresh is on the disk before it replaces the old one.
    void keep_durable() noexcept { journal_.keep_durable(); }
    /// Returns once the disk has all that was noted.
    std::error_code sync() { return journal_.sync(); }

    bool has_outgrown() const noexcept { return journal_.size_bytes() >= compact_at_bytes_; }
    /// Writes the journal afresh, so that nothing in it is in doubt. All that the ledger holds must
    /// have been written to the log; `places` says how its files stand, but for `rotated_to`, which
    /// is known here. On an error the old journal goes on.
    std::error_code compact(const ledger &ledger, std::vector<log_place> places);

    const std::string &path() const noexcept { return journal_.path(); }

private:
    std::error_code write_afresh(const ledger &ledger, const std::vector<log_place> &places);
    std::error_code replace_damaged(
        const ledger &ledger, const std::vector<log_place> &places, std::string &notice);
    void make_snapshot(const ledger &ledger, const std::vector<log_place> &places);
    void plan_compaction();

    file_system &files_;
    journal_file journal_;
    std::uint64_t growth_bytes_;
    std::uint64_t compact_at_bytes_ = 0;
    std::map<std::string, std::string, std::less<>>
        rotated_to_;    // of each log, by its last rotation
    std::string entry_; // reused
};

} // namespace mailslog
