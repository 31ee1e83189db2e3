#include "collector/options/service_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <optional>

#include "collector/options/option.h"

namespace mailslog {
namespace {

/// The longest name that the service manager takes (CreateService).
constexpr std::size_t max_name_bytes = 256;

std::optional<service_action> parse_action(const std::string &text) {
    static constexpr std::pair<const char *, service_action> actions[] = {
        {"install", service_action::install},
        {"remove", service_action::remove},
        {"start", service_action::start},
        {"stop", service_action::stop},
        {"work", service_action::work}};
    for (const auto &[word, action] : actions) {
        if (text == word) {
            return action;
        }
    }
    return std::nullopt;
}

std::optional<std::string> parse_name(const std::string &text) {
    const bool is_good = !text.empty() && text.size() <= max_name_bytes &&
                         text.find_first_of("/\\\"") == std::string::npos;
    return is_good ? std::optional{text} : std::nullopt;
}

} // namespace

void add_service(CLI::App &program, service_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "service", "Have Windows run a collector: install or remove it, start or stop it");
    add_parsed(app, "ACTION", settings.action, parse_action, "install, remove, start or stop")
        ->type_name("install|remove|start|stop")
        ->description("What to do; 'work' is what the service manager itself starts")
        ->required();
    add_parsed(
        app, "--name", settings.name, parse_name,
        "a name of 256 bytes at most, without slashes and quotes")
        ->type_name("NAME")
        ->description("The service's name (" + settings.name + ")");
    const auto take = [&settings](const CLI::results_t &words) {
        std::transform(
            words.begin(), words.end(), std::back_inserter(settings.options), unshielded);
        return true;
    };
    app.add_option("OPTION", take, "install: the options of collect, behind --")
        ->type_name("OPTION...")
        ->expected(0, CLI::detail::expected_max_vector_size)
        ->allow_extra_args();
    app.final_callback([&settings] {
        const bool takes_options =
            settings.action == service_action::install || settings.action == service_action::work;
        if (!takes_options && !settings.options.empty()) {
            refuse("OPTION", settings.options[0], "only install takes options of collect");
        }
    });
}

} // namespace mailslog
