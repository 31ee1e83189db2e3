#include <cstdio>
#include <exception>
#include <iostream>

#include "collector/arguments.h"
#include "collector/command_line.h"
#include "collector/console.h"

namespace {

using namespace mailslog;

struct execution {
    int operator()(const collect_settings &settings) const { return collect(settings); }
    int operator()(const tail_settings &settings) const { return tail(settings); }
    int operator()(const send_settings &settings) const { return send(settings, std::cin); }
    int operator()(const run_settings &settings) const { return run(settings); }

    int operator()(const command_line_answer &answer) const {
        std::fputs(answer.text.c_str(), answer.exit_code == exit_done ? stdout : stderr);
        return answer.exit_code;
    }
};

} // namespace

int main(int argc, char **argv) try {
    const plain_streams streams;
    std::ios::sync_with_stdio(false); // else standard input is read a character a call
    return std::visit(execution{}, parse_command_line(utf8_arguments(argc, argv)));
} catch (const std::exception &failure) {
    std::fprintf(stderr, "mailslog: %s\n", failure.what());
    return 1;
}
