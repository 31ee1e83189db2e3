#include <cstdio>
#include <exception>
#include <iostream>

#include "collector/check.h"
#include "collector/command_line.h"
#include "collector/configuration/config_place.h"
#include "collector/system/arguments.h"
#include "collector/system/console.h"
#include "collector/tell.h"

namespace {

using namespace mailslog;

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

    int operator()(const command_line_answer &answer) const {
        std::fputs(answer.text.c_str(), answer.exit_code == exit_done ? stdout : stderr);
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

} // namespace

int main(int argc, char **argv) try {
    const plain_streams streams;
    std::ios::sync_with_stdio(false); // else standard input is read a character a call
    const std::vector<std::string> arguments = utf8_arguments(argc, argv);
    const auto read = [&arguments] { return parse_command_line(arguments, default_config_path()); };
    return std::visit(execution{[&read] { return settings_of(read()); }}, read());
} catch (const std::exception &failure) {
    tell(failure.what());
    return 1;
}
