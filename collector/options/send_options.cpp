#include "collector/options/send_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/options/level_option.h"
#include "collector/options/option.h"
#include "collector/options/route_options.h"
#include "collector/options/slot_option.h"

namespace mailslog {
namespace {

void add_text(CLI::App &app, send_settings &settings) {
    const auto take = [&settings](const CLI::results_t &words) {
        settings.has_text = true;
        settings.text = unshielded(CLI::detail::join(words, " "));
        return true;
    };
    app.add_option(
           "TEXT", take,
           "The line (standard input, a line each); -- before words that begin with -")
        ->type_name("")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args();
}

} // namespace

void add_send(CLI::App &program, send_settings &settings) {
    CLI::App &app = *program.add_subcommand("send", "Send lines to a collector");
    add_slot(app, settings.slot);
    add_level(
        app, "--level", settings.level, "trace, debug, info, warning, error or critical (info)");
    add_parsed(app, "--logger", settings.logger, parse_text, "a name")
        ->type_name("NAME")
        ->description("The logger's name (none)");
    add_routes(app, settings.network);
    add_text(app, settings);
}

} // namespace mailslog
