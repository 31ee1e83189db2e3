#include "collector/options/setting_list.h"

#include <CLI/CLI.hpp>

#include "collector/format/escape.h"
#include "collector/options/option.h"

namespace mailslog {
namespace {

/// What the help says in parentheses: there each option tells what it is if nobody says.
std::string default_of(const CLI::Option &option) {
    const std::string &text = option.get_description();
    const auto open = text.find('(');
    const auto close = text.find(')', open);
    return close == std::string::npos ? "not set" : text.substr(open + 1, close - open - 1);
}

std::string value_of(const CLI::Option &option) {
    std::string joined;
    for (const std::string &value : option.results()) {
        joined += joined.empty() ? "" : ", ";
        append_escaped_text(joined, unshielded(value));
    }
    return joined;
}

} // namespace

bool is_setting(const CLI::Option &option) {
    const std::string name = setting_name(option);
    return !name.empty() && name != "help" && name != "config";
}

std::string setting_name(const CLI::Option &option) {
    return option.get_lnames().empty() ? "" : option.get_lnames()[0];
}

std::vector<named_setting> settings_of(const CLI::App &command) {
    std::vector<named_setting> settings;
    for (const CLI::Option *option : command.get_options()) {
        if (!is_setting(*option)) {
            continue;
        }
        const bool is_said = option->count() != 0;
        settings.push_back(
            {setting_name(*option), is_said ? value_of(*option) : default_of(*option),
             is_said ? "command line" : "default"});
    }
    return settings;
}

} // namespace mailslog
