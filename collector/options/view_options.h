// The options of `mailslog view`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/view.h"

namespace mailslog {

void add_view(CLI::App &program, view_settings &settings);

} // namespace mailslog
