// The logs of a route that stand on the disk already. One thread.
#pragma once

#include <set>
#include <string>
#include <system_error>

#include "collector/files/file_system.h"
#include "collector/routing/log_route.h"

namespace mailslog {

/// Adds the live paths of all logs of the route of which a file is there, the live one or a rotated
/// one. Folders that must not be listed have none.
std::error_code
find_routed_logs(file_system &files, const log_route &route, std::set<std::string> &live_paths);

} // namespace mailslog
