// As whom the collector works, and who may read what it makes and log to it. On POSIX alone.
#pragma once

#include "collector/collect.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

void add_rights(CLI::App &app, collect_settings &settings);

} // namespace mailslog
