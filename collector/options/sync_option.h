// --sync: when the log file is forced to the disk.
#pragma once

#include "collector/files/sync_schedule.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

void add_sync(CLI::App &app, sync_settings &sync);

} // namespace mailslog
