// What the two ends of a network have in common: what this machine is called, and its key.
#pragma once

#include <string>

#include <mailslog/network_config.h>

#include "collector/options/cli_forward.h"

namespace mailslog {

CLI::Option *add_host(CLI::App &app, network_config &network);
CLI::Option *add_domain(CLI::App &app, network_config &network);
CLI::Option *add_key_file(CLI::App &app, network_config &network, const std::string &meaning);

} // namespace mailslog
