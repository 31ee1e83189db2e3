#include "collector/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "collector/options/collect_options.h"
#include "collector/options/config.h"
#include "collector/options/option.h"
#include "collector/options/output_list.h"
#include "collector/options/rotate_options.h"
#include "collector/options/run_options.h"
#include "collector/options/send_options.h"
#include "collector/options/service_options.h"
#include "collector/options/status_options.h"
#include "collector/options/tail_options.h"
#include "collector/options/view_options.h"

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
               "; there are collect, check, status, tail, view, send, run, rotate and service";
    }
    if (first.empty()) {
        return error.what();
    }
    const bool is_programs = program.got_subcommand("run");
    return "unexpected argument " + first +
           (is_programs ? "; what is the program's stands behind --: mailslog run ... -- CMD " +
                              unshielded(unexpected[0])
                        : "");
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

/// Reads a command line once.
class command_parser {
public:
    explicit command_parser(const std::string &default_config) {
        describe_program(program_);
        collect_.config_file = default_config;
        check_.collect.config_file = default_config;
        add_collect(program_, collect_, listening_);
        add_check(program_, check_.collect, listening_);
        add_status(program_, status_);
        add_tail(program_, tail_);
        add_view(program_, view_);
        add_send(program_, send_);
        add_rotate(program_, rotate_);
        add_run(program_, run_);
        add_service(program_, service_);
    }

    /// Throws CLI::ParseError.
    void parse(std::vector<std::string> words) {
        std::reverse(words.begin(), words.end());
        program_.parse(std::move(words));
    }

    const CLI::App &program() const noexcept { return program_; }
    bool has(const char *command) const { return program_.got_subcommand(command); }

    /// The command that was given if it is one that has a configuration.
    const CLI::App *configured() const {
        const char *const name = has("check") ? "check" : "collect";
        return has(name) ? program_.get_subcommand(name) : nullptr;
    }
    collect_settings &settings() { return has("check") ? check_.collect : collect_; }

    command result() const {
        if (has("collect")) {
            return collect_;
        }
        if (has("check")) {
            return check_;
        }
        if (has("rotate")) {
            return rotate_;
        }
        if (has("run")) {
            return run_;
        }
        if (has("service")) {
            return service_;
        }
        if (has("status")) {
            return status_;
        }
        if (has("view")) {
            return view_;
        }
        return has("tail") ? command{tail_} : command{send_};
    }

private:
    CLI::App program_{"Many processes, one log", "mailslog"};
    collect_settings collect_;
    check_settings check_;
    tail_settings tail_;
    send_settings send_;
    rotate_settings rotate_;
    run_settings run_;
    service_settings service_;
    status_settings status_;
    view_settings view_;
    listen_options listening_;
};

command_line_answer refuse_config(const std::string &fault) {
    return {exit_failed, "mailslog: " + fault + "\n"};
}

/// The command with what its configuration says; `typed` has read `words`.
command with_config(
    command_parser &typed, std::vector<std::string> words, const std::string &default_config) {
    const bool is_named = typed.configured()->get_option("--config")->count() != 0;
    config config{typed.settings().config_file};
    if (const auto fault =
            config.read(is_named ? config_presence::required : config_presence::optional)) {
        return refuse_config(*fault);
    }
    if (const auto fault = config.append_words(*typed.configured(), words)) {
        return refuse_config(*fault);
    }
    command_parser full{default_config};
    try {
        full.parse(std::move(words));
    } catch (const CLI::ParseError &error) {
        const std::string fault = config.fault_of(error);
        return fault.empty() ? answer_to(full.program(), error) : refuse_config(fault);
    }
    full.settings().named = config.settings_of(*full.configured());
    if (const auto fault = read_outputs(config, *full.configured(), full.settings())) {
        return refuse_config(*fault);
    }
    return full.result();
}

/// What is wrong with the options that a service would collect with; they are read again then.
command checked(service_settings wanted, const std::string &default_config) {
    if (wanted.action != service_action::install) {
        return wanted;
    }
    std::vector<std::string> words = wanted.options;
    words.insert(words.begin(), "collect");
    const command collecting = parse_command_line(words, default_config);
    const auto *answer = std::get_if<command_line_answer>(&collecting);
    return answer != nullptr ? command{*answer} : command{std::move(wanted)};
}

} // namespace

std::string command_line_answer::first_fault() const {
    const std::string line = text.substr(0, text.find('\n'));
    const std::size_t name_end = line.find(": ");
    return name_end == std::string::npos ? line : line.substr(name_end + 2);
}

command
parse_command_line(const std::vector<std::string> &arguments, const std::string &default_config) {
    std::vector<std::string> words = shielded(arguments);
    command_parser typed{default_config};
    try {
        typed.parse(words);
    } catch (const CLI::RequiresError &error) { // the file may say what is missing
        if (typed.configured() == nullptr) {
            return answer_to(typed.program(), error);
        }
    } catch (const CLI::ParseError &error) {
        return answer_to(typed.program(), error);
    }
    if (typed.has("service")) {
        return checked(std::get<service_settings>(typed.result()), default_config);
    }
    return typed.configured() == nullptr ? typed.result()
                                         : with_config(typed, std::move(words), default_config);
}

} // namespace mailslog
