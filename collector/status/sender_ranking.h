// Which processes send most. Pure function; as fast as sorting all accounts, so not for each turn.
#pragma once

#include "collector/ledger/ledger.h"
#include "collector/status/collector_status.h"

namespace mailslog {

/// Fills in the processes heard of since the status's start, each with all its streams: how many
/// there are, and those that logged most.
void fill_senders(collector_status &status, const ledger &accounts);

} // namespace mailslog
