// The options of `mailslog send`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/send.h"

namespace mailslog {

void add_send(CLI::App &program, send_settings &settings);

} // namespace mailslog
