// The options of `mailslog tail`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/tail.h"

namespace mailslog {

void add_tail(CLI::App &program, tail_settings &settings);

} // namespace mailslog
