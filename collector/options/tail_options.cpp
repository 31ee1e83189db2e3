#include "collector/options/tail_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "collector/options/option.h"

namespace mailslog {
namespace {

std::optional<colour_choice> parse_colour(std::string_view text) noexcept {
    if (text == "auto") {
        return colour_choice::automatic;
    }
    if (text == "always") {
        return colour_choice::always;
    }
    return text == "never" ? std::optional{colour_choice::never} : std::nullopt;
}

} // namespace

void add_tail(CLI::App &program, tail_settings &settings) {
    CLI::App &app =
        *program.add_subcommand("tail", "Show the end of a log file, across its rotation");
    add_parsed(app, "-n,--lines", settings.lines, parse_count, "how many lines, 0 or more")
        ->type_name("N")
        ->description("How many lines (" + std::to_string(settings.lines) + ")");
    app.add_flag("-f,--follow", settings.follow, "Go on with what is appended, until interrupted");
    add_parsed(app, "--color", settings.colour, parse_colour, "auto, always or never")
        ->type_name("auto|always|never")
        ->description("Colour the levels (auto: on a terminal, unless NO_COLOR is set)");
    add_parsed(app, "FILE", settings.file, parse_path, "a path")
        ->type_name("")
        ->description("The live log file (" + settings.file + ")");
}

} // namespace mailslog
