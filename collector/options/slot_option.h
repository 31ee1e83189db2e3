// --slot, of the commands that read or write one.
#pragma once

#include <string>

#include "collector/options/cli_forward.h"

namespace mailslog {

/// Any slot can be written to.
void add_slot(CLI::App &app, std::string &slot);

/// Only one of this machine can be owned.
void add_own_slot(CLI::App &app, std::string &slot);

} // namespace mailslog
