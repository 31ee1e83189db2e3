#include "collector/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "collector/options/collect_options.h"
#include "collector/options/option.h"
#include "collector/options/run_options.h"
#include "collector/options/send_options.h"
#include "collector/options/tail_options.h"

namespace mailslog {
namespace {

constexpr std::size_t help_column = 28;

std::string path_of(const CLI::App &program) {
    std::string path = program.get_name();
    for (const CLI::App *subcommand : program.get_subcommands()) {
        path += " " + subcommand->get_name();
    }
    return path;
}

std::string fault_of(const CLI::App &program, const CLI::ParseError &error) {
    const std::vector<std::string> unexpected = program.remaining(true);
    const std::string first = unexpected.empty() ? "" : "'" + unshielded(unexpected[0]) + "'";
    if (program.get_subcommands().empty()) {
        return (first.empty() ? "a command is missing" : first + " is no command") +
               "; there are collect, tail, send and run";
    }
    return first.empty() ? error.what() : "unexpected argument " + first;
}

command_line_answer answer_to(const CLI::App &program, const CLI::ParseError &error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
        const std::string path = path_of(program);
        return {
            exit_misused, path + ": " + fault_of(program, error) + "\nHelp: " + path + " --help\n"};
    }
    if (dynamic_cast<const CLI::CallForVersion *>(&error) != nullptr) {
        return {exit_done, std::string{error.what()} + "\n"};
    }
    return {exit_done, program.help()};
}

void describe_program(CLI::App &program) {
    program.allow_windows_style_options(false); // a TEXT may begin with a slash
    program.require_subcommand(1);
    program.set_help_flag("-h,--help", "Show this help");
    program.set_version_flag("--version", "mailslog " MAILSLOG_VERSION, "Show the version");
    program.get_formatter()->column_width(help_column);
}

} // namespace

command parse_command_line(const std::vector<std::string> &arguments) {
    CLI::App program{"Many processes, one log", "mailslog"};
    describe_program(program);
    collect_settings collect;
    tail_settings tail;
    send_settings send;
    run_settings run;
    listen_options listening;
    add_collect(program, collect, listening);
    add_tail(program, tail);
    add_send(program, send);
    add_run(program, run);
    std::vector<std::string> reversed = shielded(arguments);
    std::reverse(reversed.begin(), reversed.end());
    try {
        program.parse(std::move(reversed));
    } catch (const CLI::ParseError &error) {
        return answer_to(program, error);
    }
    if (program.got_subcommand("collect")) {
        return collect;
    }
    if (program.got_subcommand("run")) {
        return run;
    }
    return program.got_subcommand("tail") ? command{tail} : command{send};
}

} // namespace mailslog
