// What the command line of `mailslog` asks for. Nothing is opened or run here; any thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "collector/collect.h"
#include "collector/run.h"
#include "collector/send.h"
#include "collector/tail.h"

namespace mailslog {

inline constexpr int exit_done = 0;
inline constexpr int exit_misused = 2;

/// The command line is answered already: by help, the version, or what is wrong with it.
struct command_line_answer {
    int exit_code = exit_done;
    std::string text; // for standard output, or for standard error when misused; ends in a newline
};

using command =
    std::variant<collect_settings, tail_settings, send_settings, run_settings, command_line_answer>;

/// `arguments` without the program's own name, in UTF-8.
command parse_command_line(const std::vector<std::string> &arguments);

} // namespace mailslog
