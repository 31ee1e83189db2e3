// Takes back, at start, the lanes of senders that are quiet: they would offer them again with their
// next line, but may be long in coming to it. One thread.
#pragma once

#include "collector/intake/lane_store.h"
#include "collector/ledger/ledger.h"

namespace mailslog {

/// Adopts the lanes of the ledger's streams that have not ended, as far as their processes have
/// them and may be looked at; those of the others come with their next offer. Never blocks.
void reclaim_lanes(ledger &ledger, lane_store &lanes);

} // namespace mailslog
