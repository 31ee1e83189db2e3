// From a configuration file to the words that say the same on a command line: one reader judges
// both. What an option takes, its file's setting takes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/configuration/config_text.h"
#include "collector/options/cli_forward.h"

namespace mailslog {

bool has_setting(const CLI::App &command, const std::string &name);

/// Appends to `words`, which are shielded, what `items` say, but removes the items of which
/// `command` has been told already. Nothing if all are options of its, and those that remain of the
/// right type; else what is wrong first.
std::optional<config_fault> append_config_words(
    const CLI::App &command, std::vector<config_item> &items, std::vector<std::string> &words);

} // namespace mailslog
