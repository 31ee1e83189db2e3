#include "collector/options/rotate_options.h"

#include <CLI/CLI.hpp>

#include "collector/options/slot_option.h"

namespace mailslog {

void add_rotate(CLI::App &program, rotate_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "rotate", "Have the collector of a slot rotate its log now, and say what it is called");
    add_own_slot(app, settings.slot);
}

} // namespace mailslog
