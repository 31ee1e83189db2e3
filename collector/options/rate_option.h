// --rate-limit: how many lines of each sender are written in a time.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/units.h"

namespace mailslog {

void add_rate_limit(CLI::App &app, line_rate &rate);

} // namespace mailslog
