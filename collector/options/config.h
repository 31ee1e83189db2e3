// The configuration file of one command line: read, judged, and blamed for what it says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/configuration/config_file.h"
#include "collector/named_setting.h"
#include "collector/options/cli_forward.h"

namespace CLI {
class ParseError;
} // namespace CLI

namespace mailslog {

/// Its functions are called in their order; what they refuse ends it.
class config {
public:
    /// An empty path: no file.
    explicit config(std::string path) : path_{std::move(path)} {}

    /// Nothing if that worked; else what is wrong.
    std::optional<std::string> read(config_presence presence);
    /// append_config_words() for what was read.
    std::optional<std::string>
    append_words(const CLI::App &command, std::vector<std::string> &words);
    /// What is wrong in the file, where it is to blame for the error; else empty.
    std::string fault_of(const CLI::ParseError &error) const;
    /// All settings of the command, each with where it comes from.
    std::vector<named_setting> settings_of(const CLI::App &command) const;

private:
    const config_item *find(const std::string &name) const;
    std::string place_of(const config_item &item) const;

    std::string path_;
    std::vector<config_item> items_;
};

} // namespace mailslog
