#include "collector/options/view_options.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "collector/format/text_pattern.h"
#include "collector/options/option.h"
#include "collector/options/slot_option.h"

namespace mailslog {
namespace {

void add_listen(CLI::App &app, tcp_place &place) {
    const auto take = [&place](const std::string &text) -> std::optional<std::string> {
        const auto wanted = tcp_place::parse(text);
        if (!wanted) {
            return "expected a port such as 8123, or address:port, as 127.0.0.1:8123 or [::1]:8123";
        }
        if (!wanted->is_loopback()) {
            return "the page is for this machine alone, as it asks nobody for a password: "
                   "127.0.0.1:" +
                   std::to_string(wanted->port) + ", and ssh -L from others";
        }
        place = *wanted;
        return std::nullopt;
    };
    add_checked(app, "--listen", take)
        ->type_name("[ADDR:]PORT")
        ->description("Where browsers of this machine find the page (" + place.str() + ")");
}

} // namespace

void add_view(CLI::App &program, view_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "view", "Serve a live page of a log, and of its collector's state, to this machine");
    add_listen(app, settings.place);
    add_own_slot(app, settings.slot);
    const auto take_pattern = [&settings](const std::string &text) {
        settings.pattern = text;
        return fault_of_pattern(text);
    };
    add_checked(app, "--pattern", take_pattern)
        ->type_name("PATTERN")
        ->description("What the collector was told to format lines with (its default)");
    add_repeated(
        app, "PATH", settings.paths, [](const std::string &path) { return !path.empty(); },
        "a path")
        ->type_name("")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args()
        ->description("The logs, as tail takes them (those of the slot's collector)");
}

} // namespace mailslog
