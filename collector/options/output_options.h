// The options of an output: of `mailslog collect` itself, and of each [[output]] of its
// configuration.
#pragma once

#include "collector/options/cli_forward.h"
#include "collector/outputs/output_settings.h"

namespace mailslog {

/// `settings` outlive the parsing, and have their defaults when this returns.
void add_output(CLI::App &app, output_settings &settings);

/// Ends the parsing where what was said of the lines' format contradicts itself.
void refuse_pattern_of_json(const output_settings &settings);

} // namespace mailslog
