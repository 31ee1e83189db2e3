// Takes back, at start, the lanes of senders that are quiet: they would offer them again with their
// next line, but may be long in coming to it. One thread.
#pragma once

#include "collector/intake/lane_store.h"
#include "collector/ledger/ledger_group.h"

namespace mailslog {

/// Adopts the lanes of the ledgers' streams that have not ended, as far as their processes have
/// them and may be looked at; those of the others come with their next offer. Never blocks.
void reclaim_lanes(const ledger_group &ledgers, lane_store &lanes);

} // namespace mailslog
