// Outputs that would get into each other's way. A pure function of the paths; what links lead where
// it does not know.
#pragma once

#include <string>

namespace mailslog {

/// Whether of both, each a path or a pattern of several (log_route.h), one might come to write to a
/// file of the other's, a log, live or rotated, its ledger or its lock, or to need a folder there.
bool may_conflict(const std::string &file, const std::string &other);

} // namespace mailslog
