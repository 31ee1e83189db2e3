// Which settings a command has, and what they are.
#pragma once

#include <string>
#include <vector>

#include "collector/named_setting.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

/// Whether the option is a setting: not one that says where the settings are, or asks for help.
bool is_setting(const CLI::Option &option);
std::string setting_name(const CLI::Option &option);

/// All settings of the command with their values, as if none came from a file.
std::vector<named_setting> settings_of(const CLI::App &command);

} // namespace mailslog
