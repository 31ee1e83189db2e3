// What a killed collector left behind, and what is to be made of it. One thread; the files belong
// to nobody else meanwhile.
#pragma once

#include <string>
#include <system_error>

#include "collector/file_system.h"
#include "collector/ledger.h"
#include "collector/ledger_entry.h"

namespace mailslog {

struct recovery {
    bool found = false;   // there is a journal
    bool damaged = false; // parts of it could not be read
    log_state log;
    std::string notice; // what is odd about the log; or empty
};

/// Reads the journal into `ledger` and brings the log into the state that the ledger describes:
/// cuts off a batch that was written in part. Does not change the journal, so that it may be
/// repeated.
std::error_code recover_ledger(
    file_system &files, const std::string &journal_path, const std::string &log_path,
    ledger &ledger, recovery &out);

} // namespace mailslog
