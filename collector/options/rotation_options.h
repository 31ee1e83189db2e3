// When the log file is rotated and what is kept of the rotated ones.
#pragma once

#include "collector/files/rotating_file.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

void add_rotation(CLI::App &app, rotation_settings &rotation);

} // namespace mailslog
