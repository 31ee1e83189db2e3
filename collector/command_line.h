// What the command line of `mailslog` asks for, with the configuration file that it names or that
// stands where one is looked for. Nothing else is opened, and nothing run here; any thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "collector/collect.h"
#include "collector/rotate.h"
#include "collector/run.h"
#include "collector/send.h"
#include "collector/service.h"
#include "collector/status.h"
#include "collector/tail.h"
#include "collector/view.h"

namespace mailslog {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_misused = 2;

/// The command line is answered already: by help, the version, what is wrong with it (misused) or
/// with the configuration file (failed).
struct command_line_answer {
    int exit_code = exit_done;
    std::string text; // for standard output if done, else for standard error; ends in a newline

    /// If not done: what is wrong, without the program's name and the way to its help.
    std::string first_fault() const;
};

/// Only look at what collect would do.
struct check_settings {
    collect_settings collect;
};

using command = std::variant<
    collect_settings, check_settings, status_settings, tail_settings, send_settings, run_settings,
    rotate_settings, view_settings, service_settings, command_line_answer>;

/// `arguments` without the program's own name, in UTF-8. Where they name no configuration, that at
/// `default_config` is read if there is one; empty: none.
command parse_command_line(
    const std::vector<std::string> &arguments, const std::string &default_config = {});

} // namespace mailslog
