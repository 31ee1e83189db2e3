// How lines find a slot of other machines, of the commands that send.
#pragma once

#include <mailslog/network_config.h>

#include "collector/options/cli_forward.h"

namespace mailslog {

void add_routes(CLI::App &app, network_config &network);

} // namespace mailslog
