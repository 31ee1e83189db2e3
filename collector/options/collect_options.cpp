#include "collector/options/collect_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "collector/format/line_format.h"
#include "collector/format/text_pattern.h"
#include "collector/options/listening_options.h"
#include "collector/options/metrics_options.h"
#include "collector/options/option.h"
#include "collector/options/rate_option.h"
#include "collector/options/rights_options.h"
#include "collector/options/rotation_options.h"
#include "collector/options/slot_option.h"
#include "collector/options/socket_queue_option.h"
#include "collector/options/sync_option.h"
#include "collector/routing/log_route.h"
#include "collector/units.h"

namespace mailslog {
namespace {

std::optional<output_format> parse_format(std::string_view text) noexcept {
    if (text == "text") {
        return output_format::text;
    }
    return text == "json" ? std::optional{output_format::json} : std::nullopt;
}

std::optional<compression> parse_compression(std::string_view text) noexcept {
    if (text == "gzip") {
        return compression::gzip;
    }
    return text == "none" ? std::optional{compression::none} : std::nullopt;
}

void add_pattern(CLI::App &app, collect_settings &settings) {
    const auto take = [&settings](const std::string &pattern) {
        settings.pattern = pattern;
        return fault_of_pattern(pattern);
    };
    add_checked(app, "--pattern", take)
        ->type_name("PATTERN")
        ->description(
            "spdlog's pattern, with %N the sender's process name, %Q its id, %W its host, %w where "
            "on the network it is (" +
            std::string{default_pattern} + ")");
}

void add_config(CLI::App &app, collect_settings &settings) {
    const std::string &place = settings.config_file;
    add_parsed(app, "--config", settings.config_file, parse_path, "a path")
        ->type_name("PATH")
        ->description(
            "A TOML file that says what these options say, without their dashes; the command line "
            "wins (" +
            (place.empty() ? "none" : place + ", if it is there") + ")");
}

std::optional<std::size_t> parse_some(std::string_view text) noexcept {
    constexpr std::size_t most = 100'000;
    const auto count = parse_count(text);
    return count && *count >= 1 && *count <= most ? count : std::nullopt;
}

void add_file(CLI::App &app, collect_settings &settings) {
    const auto take = [&settings](const std::string &path) {
        settings.file = path;
        return path.empty() ? std::optional<std::string>{"expected a path"}
                            : log_route::fault_of(path);
    };
    add_checked(app, "--file", take)
        ->type_name("PATH")
        ->description(
            "The file to write to; with {process}, {logger}, {level}, {host} or {user} in it, one "
            "for each (" +
            settings.file + ")");
    add_parsed(app, "--max-files", settings.limits.files, parse_some, "a number from 1 to 100000")
        ->type_name("NUMBER")
        ->description("So many files for names at most; all others share one (4096)");
    add_parsed(app, "--open-files", settings.limits.open, parse_some, "a number from 1 to 100000")
        ->type_name("NUMBER")
        ->description("How many of them may be open at the same time (256)");
}

void add_output(CLI::App &app, collect_settings &settings) {
    add_file(app, settings);
    add_parsed(app, "--format", settings.format, parse_format, "text or json")
        ->type_name("text|json")
        ->description("A line as --pattern says, or a JSON object a line (text)");
    add_pattern(app, settings);
    add_rotation(app, settings.rotation);
    add_parsed(app, "--compress", settings.packing, parse_compression, "gzip or none")
        ->type_name("gzip|none")
        ->description("Compress rotated files, in the background (none)");
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
    add_output(app, settings);
    add_rights(app, settings);
    add_listening(app, settings, listening);
    add_metrics(app, settings.metrics);
    app.final_callback([&settings, &listening] {
        if (settings.listen) {
            settings.listen = listening;
        }
        if (settings.format == output_format::json && !settings.pattern.empty()) {
            refuse("--pattern", settings.pattern, "not with --format json, which has no pattern");
        }
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
