#include "collector/options/run_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>

#include "collector/options/level_option.h"
#include "collector/options/option.h"
#include "collector/options/route_options.h"
#include "collector/options/slot_option.h"

namespace mailslog {
namespace {

void add_command_words(CLI::App &app, std::vector<std::string> &command) {
    const auto take = [&command](const CLI::results_t &words) {
        std::transform(words.begin(), words.end(), std::back_inserter(command), unshielded);
        return true;
    };
    app.add_option("CMD", take, "The program and its arguments, behind --")
        ->type_name("ARG...")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args()
        ->required();
}

} // namespace

void add_run(CLI::App &program, run_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "run", "Run a program and send what it prints, line by line, to a collector");
    add_slot(app, settings.slot);
    add_parsed(app, "--name", settings.name, parse_text, "a name")
        ->type_name("NAME")
        ->description("The name that its lines bear (the program's own)");
    add_level(
        app, "--level", settings.level, "trace, debug, info, warning, error or critical (info)");
    add_level(
        app, "--stderr-level", settings.errors_level,
        "The same for its standard error (as --level)");
    add_routes(app, settings.network);
    add_command_words(app, settings.command);
}

} // namespace mailslog
