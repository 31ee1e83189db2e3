// What a collector takes from other machines. Each option needs --listen.
#pragma once

#include "collector/collect.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

/// `listening` is what settings.listen is to be once all is parsed, if there is a --listen.
void add_listening(CLI::App &app, collect_settings &settings, listen_options &listening);

} // namespace mailslog
