// What a collector that was killed left behind, or a machine that died, and what is to be made of
// it. One thread; the files belong to nobody else meanwhile.
//
// A kill leaves the last batch in doubt, and what is cut off waits in its lane still. With the
// machine the lanes are gone, and all files may have lost their ends, each its own: then what
// stands whole in the log stays, and the ledger goes back to what the log has.
#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/ledger/ledger.h"
#include "collector/ledger/ledger_entry.h"
#include "collector/routing/log_route.h"

namespace mailslog {

/// A log of the route that is there, or that the journal knows.
struct recovered_log {
    std::string name; // as in log_span
    std::string live_path;
    std::optional<wall_time> begun; // when the live file's period began
    std::string rotated_to;         // by its last rotation; or empty
    log_position end;               // of the live file; none: no inode
};

struct recovery {
    bool found = false;   // there is a journal
    bool damaged = false; // parts of it could not be read
    std::vector<recovered_log> logs;
    std::string notice;            // what is odd about the log; or empty
    bool log_has_suffered = false; // it has lost bytes, or its ledger does not know all of it
};

/// Reads the journal into `ledger` and brings the log into the state that the ledger describes:
/// cuts off a batch that was written in part, and what is torn. Does not change the journal, so
/// that it may be repeated.
std::error_code recover_ledger(
    file_system &files, const std::string &journal_path, const log_route &route, ledger &ledger,
    recovery &out);

} // namespace mailslog
