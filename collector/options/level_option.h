// Options whose value is a level.
#pragma once

#include <optional>
#include <string>

#include "collector/options/cli_forward.h"
#include "mailslot/datagram.h"

namespace mailslog {

void add_level(CLI::App &app, const std::string &option, level &target, const std::string &meaning);
/// One that stays nothing unless it is given.
void add_level(
    CLI::App &app, const std::string &option, std::optional<level> &target,
    const std::string &meaning);

} // namespace mailslog
