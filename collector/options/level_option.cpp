#include "collector/options/level_option.h"

#include <CLI/CLI.hpp>

#include "collector/format/level_name.h"
#include "collector/options/option.h"

namespace mailslog {
namespace {

template <typename Level>
void add_any(CLI::App &app, const std::string &option, Level &target, const std::string &meaning) {
    add_parsed(app, option, target, parse_level, "trace, debug, info, warning, error or critical")
        ->type_name("LEVEL")
        ->description(meaning);
}

} // namespace

void add_level(
    CLI::App &app, const std::string &option, level &target, const std::string &meaning) {
    add_any(app, option, target, meaning);
}

void add_level(
    CLI::App &app, const std::string &option, std::optional<level> &target,
    const std::string &meaning) {
    add_any(app, option, target, meaning);
}

} // namespace mailslog
