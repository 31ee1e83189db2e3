#include <exception>
#include <iostream>

#include "collector/check.h"
#include "collector/command_line.h"
#include "collector/configuration/config_place.h"
#include "collector/print.h"
#include "collector/system/arguments.h"
#include "collector/system/console.h"
#include "collector/tell.h"

namespace {

using namespace mailslog;

/// A service's slot is for the applications of all users.
constexpr unsigned open_slot_mode = 0666;

int execute(const std::vector<std::string> &arguments);
int collect_as_service(std::vector<std::string> options);

struct execution {
    settings_reader reread;

    int operator()(const collect_settings &settings) const { return collect(settings, reread); }
    int operator()(const check_settings &settings) const { return check(settings.collect); }
    int operator()(const status_settings &settings) const { return show_status(settings); }
    int operator()(const tail_settings &settings) const { return tail(settings); }
    int operator()(const rotate_settings &settings) const { return rotate(settings); }
    int operator()(const send_settings &settings) const { return send(settings, std::cin); }
    int operator()(const view_settings &settings) const { return view(settings); }
    int operator()(const run_settings &settings) const { return run(settings); }
    int operator()(const service_settings &settings) const {
        return service(settings, collect_as_service);
    }

    int operator()(const command_line_answer &answer) const {
        if (answer.exit_code == exit_done) {
            return print(answer.text) ? exit_done : exit_failed;
        }
        tell_lines(answer.text);
        return answer.exit_code;
    }
};

/// What collect asked for when it began, as its configuration says it now.
reread_settings settings_of(const command &command) {
    if (const auto *settings = std::get_if<collect_settings>(&command)) {
        return {*settings, {}};
    }
    const auto *answer = std::get_if<command_line_answer>(&command);
    return {{}, answer != nullptr ? answer->first_fault() : std::string{}};
}

command read(const std::vector<std::string> &arguments) {
    return parse_command_line(arguments, default_config_path());
}

int execute(const std::vector<std::string> &arguments) {
    const auto reread = [&arguments] { return settings_of(read(arguments)); };
    return std::visit(execution{reread}, read(arguments));
}

/// Nobody hears what it says but tell()'s listener.
int collect_as_service(std::vector<std::string> options) {
    options.insert(options.begin(), "collect");
    command asked = read(options);
    if (const auto *answer = std::get_if<command_line_answer>(&asked)) {
        tell(answer->first_fault());
        return answer->exit_code == exit_done ? exit_misused : answer->exit_code;
    }
    auto &settings = std::get<collect_settings>(asked);
    settings.slot_mode = settings.slot_mode != 0 ? settings.slot_mode : open_slot_mode;
    return collect(settings, [&options] { return settings_of(read(options)); });
}

} // namespace

int main(int argc, char **argv) try {
    const plain_streams streams;
    std::ios::sync_with_stdio(false); // else standard input is read a character a call
    return execute(utf8_arguments(argc, argv));
} catch (const std::exception &failure) {
    tell(failure.what());
    return 1;
}
