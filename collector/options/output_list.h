// The [[output]]s of a configuration file.
#pragma once

#include <optional>
#include <string>

#include "collector/collect.h"
#include "collector/options/cli_forward.h"
#include "collector/options/config.h"

namespace mailslog {

/// Adds to `settings`, which `collect` has read otherwise, the outputs of the file. Nothing if they
/// are good, and no two of all outputs in each other's way; else what is wrong, with file and line.
std::optional<std::string>
read_outputs(const config &config, const CLI::App &collect, collect_settings &settings);

} // namespace mailslog
