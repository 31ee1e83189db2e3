// The options of `mailslog status`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/status.h"

namespace mailslog {

void add_status(CLI::App &program, status_settings &settings);

} // namespace mailslog
