// Which rotated files stay.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/retention.h"

namespace mailslog {

void add_retention(CLI::App &app, retention_settings &keep);

} // namespace mailslog
