// Which processes send most. Pure function; as fast as sorting all accounts, so not for each turn.
#pragma once

#include "collector/ledger/ledger_group.h"
#include "collector/status/collector_status.h"

namespace mailslog {

/// Fills in the processes heard of since the status's start, each with all its streams: how many
/// there are, and those that logged most. What several ledgers say of one is put together as
/// ledger_group::totals() does.
void fill_senders(collector_status &status, const ledger_group &accounts);

} // namespace mailslog
