#include "collector/options/collect_options.h"

#include <CLI/CLI.hpp>
#include <string>

#include "collector/options/listening_options.h"
#include "collector/options/metrics_options.h"
#include "collector/options/option.h"
#include "collector/options/output_options.h"
#include "collector/options/rate_option.h"
#include "collector/options/rights_options.h"
#include "collector/options/slot_option.h"
#include "collector/options/socket_queue_option.h"
#include "collector/options/sync_option.h"
#include "collector/units.h"

namespace mailslog {
namespace {

void add_config(CLI::App &app, collect_settings &settings) {
    const std::string &place = settings.config_file;
    add_parsed(app, "--config", settings.config_file, parse_path, "a path")
        ->type_name("PATH")
        ->description(
            "A TOML file that says what these options say, without their dashes; the command line "
            "wins (" +
            (place.empty() ? "none" : place + ", if it is there") + ")");
}

void add_writing(CLI::App &app, collect_settings &settings) {
    add_output(app, settings);
    add_sync(app, settings.sync);
    add_parsed(
        app, "--memory", settings.memory_bytes, parse_size, "a size such as 500K, 64MiB or 1GB")
        ->type_name("SIZE")
        ->description("How much may wait in memory while the file can't be written (64MiB)");
    add_rate_limit(app, settings.rate_limit);
}

void add_settings(CLI::App &app, collect_settings &settings, listen_options &listening) {
    add_config(app, settings);
    add_own_slot(app, settings.slot);
    add_socket_queue(app, settings.socket_queue);
    add_writing(app, settings);
    add_rights(app, settings);
    add_listening(app, settings, listening);
    add_metrics(app, settings.metrics);
    app.footer(
        "Of a SIZE K, M, G, T or KiB, MiB, GiB, TiB are powers of 1024; KB, MB, GB, TB of 1000.");
    app.final_callback([&settings, &listening] {
        if (settings.listen) {
            settings.listen = listening;
        }
        refuse_pattern_of_json(settings);
    });
}

} // namespace

void add_collect(CLI::App &program, collect_settings &settings, listen_options &listening) {
    CLI::App &app = *program.add_subcommand(
        "collect", "Own a mailslot and write what arrives to a rotating file, until interrupted");
    add_settings(app, settings, listening);
}

void add_check(CLI::App &program, collect_settings &settings, listen_options &listening) {
    CLI::App &app = *program.add_subcommand(
        "check", "Say what collect would do with the same options, and whether it could");
    add_settings(app, settings, listening);
}

} // namespace mailslog
