#include "collector/options/status_options.h"

#include <CLI/CLI.hpp>

#include "collector/options/slot_option.h"

namespace mailslog {

void add_status(CLI::App &program, status_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "status", "Show how the collector of a slot is doing: counts, rates, files, senders");
    add_own_slot(app, settings.slot);
    app.add_flag("--json", settings.json, "Show it as a JSON object");
}

} // namespace mailslog
