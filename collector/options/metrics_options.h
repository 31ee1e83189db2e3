// The options that show a collector's metrics.
#pragma once

#include "collector/collect.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

void add_metrics(CLI::App &app, metrics_settings &metrics);

} // namespace mailslog
