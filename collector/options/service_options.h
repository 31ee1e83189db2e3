// The options of `mailslog service`.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/service.h"

namespace mailslog {

void add_service(CLI::App &program, service_settings &settings);

} // namespace mailslog
