// Which rotated files stay.
#pragma once

#include "collector/files/retention.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

void add_retention(CLI::App &app, retention_settings &keep);

} // namespace mailslog
