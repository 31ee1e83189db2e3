// The options of `mailslog collect`, which are those of `mailslog check`, too.
#pragma once

#include "collector/collect.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

/// `listening` is settings.listen until all is parsed. All three outlive the parsing.
void add_collect(CLI::App &program, collect_settings &settings, listen_options &listening);
void add_check(CLI::App &program, collect_settings &settings, listen_options &listening);

} // namespace mailslog
