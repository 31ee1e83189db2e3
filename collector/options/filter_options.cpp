#include "collector/options/filter_options.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "collector/options/level_option.h"
#include "collector/options/option.h"

namespace mailslog {
namespace {

CLI::Option *add_names(CLI::App &app, const std::string &option, std::vector<std::string> &names) {
    const auto is_name = [](const std::string &text) { return !text.empty(); };
    return add_repeated(app, option, names, is_name, "a name")->type_name("NAME");
}

} // namespace

void add_filter(CLI::App &app, field_conditions &conditions) {
    add_level(app, "--level", conditions.least_level, "Lines of this level and above");
    add_names(app, "--process", conditions.processes)
        ->description("Lines of this process; * and ? stand for others; may be repeated");
    add_names(app, "--logger", conditions.loggers)
        ->description("Lines of this logger; - is one without a name");
    add_names(app, "--host", conditions.hosts)
        ->description("Lines of this host, by name or address; - is a line that names none");
}

} // namespace mailslog
