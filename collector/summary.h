// What `mailslog collect` says when it ends: the ledger's figures, then a line for each sender.
#pragma once

#include <string>
#include <vector>

#include <mailslog/slot_reader.h>

#include "collector/ledger/ledger.h"

namespace mailslog {

/// One figure a line, `name  number`; senders seen since `since_ns` follow, the busiest first,
/// `sender NAME[PID]  logged N  written N  lost N  suppressed N` (the last only if it is not 0), at
/// most `max_senders`.
std::string summary_of(const ledger &ledger, std::int64_t since_ns, std::size_t max_senders = 50);

/// What came over the network and was not taken, `refused, REASON  number`, a line each.
std::string summary_of(const std::vector<refused_messages> &refused);

} // namespace mailslog
