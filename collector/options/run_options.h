// The options of `mailslog run`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/run.h"

namespace mailslog {

void add_run(CLI::App &program, run_settings &settings);

} // namespace mailslog
