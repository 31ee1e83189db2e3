// The options that say which lines are wanted, by level and names.
#pragma once

#include "collector/field_filter.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

void add_filter(CLI::App &app, field_conditions &conditions);

} // namespace mailslog
