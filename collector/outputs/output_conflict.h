// Outputs that would get into each other's way. A pure function of the paths; what links lead where
// it does not know.
#pragma once

#include <string>

namespace mailslog {

/// Whether both, each a path or a pattern of several (log_route.h), might come to write to one
/// file: a log of the other's, live or rotated, its ledger or its lock.
bool may_conflict(const std::string &file, const std::string &other);

} // namespace mailslog
