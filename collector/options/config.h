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
    /// What one of its outputs() says, which is not to be read any more.
    config part(const config_table &table) const;

    /// Nothing if that worked; else what is wrong.
    std::optional<std::string> read(config_presence presence);
    /// append_config_words() for what was read.
    std::optional<std::string>
    append_words(const CLI::App &command, std::vector<std::string> &words);
    /// What of it is no setting of the `part` of a command that has it.
    std::optional<std::string>
    fault_of_foreign(const CLI::App &part, const CLI::App &command) const;
    /// What is wrong in the file, where it is to blame for the error; else empty.
    std::string fault_of(const CLI::ParseError &error) const;
    /// All settings of the command, each with where it comes from.
    std::vector<named_setting> settings_of(const CLI::App &command) const;

    /// Its [[output]]s.
    const std::vector<config_table> &outputs() const noexcept { return outputs_; }
    /// "FILE:LINE"
    std::string place_of(const config_table &table) const { return place_of(table.line); }

private:
    const config_item *find(const std::string &name) const;
    std::string place_of(std::size_t line) const;

    std::string path_;
    std::vector<config_item> items_;
    std::vector<config_table> outputs_;
};

} // namespace mailslog
