// The options of `mailslog rotate`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/rotate.h"

namespace mailslog {

void add_rotate(CLI::App &program, rotate_settings &settings);

} // namespace mailslog
