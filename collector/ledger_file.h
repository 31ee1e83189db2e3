// Keeps the ledger beside the log (PATH.ledger), so that a collector that is killed at any
// instruction goes on exactly where its predecessor stood.
//
// An append-only journal. Before a batch of lines goes into the log file, one entry notes where in
// the file it will stand and what the ledger will be after it; before a rotation, one entry notes
// the new name. On start all entries but the last hold; the last one holds if the log file shows
// that what it announced was done whole:
//   batch    the live file reaches the announced end; else the file is cut back to the batch's
//            start, and the ledger stays as it was before
//   rotation the rotated name exists; else it did not happen
// Each entry ends in a checksum; a torn one at the end was never acted upon. The journal is written
// afresh (a new file, renamed over the old) when it has grown. Layout: docs/ledger.md.
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/file_system.h"
#include "collector/ledger.h"
#include "collector/rotating_file.h"

namespace mailslog {

class ledger_file {
public:
    ledger_file(file_system &files, std::string path);

    struct recovered {
        bool found = false;                      // there was a ledger
        std::optional<wall_time> begun;          // when the live file's period began
        std::optional<std::uint64_t> cut_log_to; // a half-written batch stands beyond this size
        std::string notice; // what was wrong with the file and what was done; or empty
    };
    /// Reads the journal into `ledger` and opens it for writing. `log_path` is the live log file.
    /// Errors: the system's own. A damaged journal is none: what is readable is taken, the damaged
    /// file is renamed to PATH.damaged-STAMP, and the notice says so.
    std::error_code open(const std::string &log_path, ledger &ledger, recovered &out);

    /// Notes a batch of lines that will be appended at [start, end) of the live log file, and what
    /// has changed in the ledger with it. Must have succeeded before the lines are written.
    std::error_code note_batch(
        ledger &ledger, std::uint64_t start_bytes, std::uint64_t end_bytes, wall_time file_begun);
    /// Notes that the live log file is about to become `rotated_path`.
    std::error_code note_rotation(const std::string &rotated_path, wall_time now);
    /// Writes the journal afresh if it has outgrown what it says. Call after a batch was written.
    std::error_code
    compact_if_grown(const ledger &ledger, std::uint64_t log_size_bytes, wall_time file_begun);

    const std::string &path() const noexcept { return path_; }

private:
    std::error_code
    write_afresh(const ledger &ledger, std::uint64_t log_size_bytes, wall_time file_begun);
    std::error_code append(const std::string &entry);

    file_system &files_;
    std::string path_;
    std::unique_ptr<file> file_;
    std::uint64_t size_bytes_ = 0;
    std::uint64_t compact_at_bytes_ = 0;
    std::string entry_;
};

} // namespace mailslog
