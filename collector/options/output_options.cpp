#include "collector/options/output_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "collector/format/line_format.h"
#include "collector/format/text_pattern.h"
#include "collector/options/option.h"
#include "collector/options/rotation_options.h"
#include "collector/routing/log_route.h"

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

void add_pattern(CLI::App &app, output_settings &settings) {
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

std::optional<std::size_t> parse_some(std::string_view text) noexcept {
    constexpr std::size_t most = 100'000;
    const auto count = parse_count(text);
    return count && *count >= 1 && *count <= most ? count : std::nullopt;
}

void add_file(CLI::App &app, output_settings &settings) {
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

} // namespace

void add_output(CLI::App &app, output_settings &settings) {
    add_file(app, settings);
    add_parsed(app, "--format", settings.format, parse_format, "text or json")
        ->type_name("text|json")
        ->description("A line as --pattern says, or a JSON object a line (text)");
    add_pattern(app, settings);
    add_rotation(app, settings.rotation);
    add_parsed(app, "--compress", settings.packing, parse_compression, "gzip or none")
        ->type_name("gzip|none")
        ->description("Compress rotated files, in the background (none)");
}

void refuse_pattern_of_json(const output_settings &settings) {
    if (settings.format == output_format::json && !settings.pattern.empty()) {
        refuse("--pattern", settings.pattern, "not with --format json, which has no pattern");
    }
}

} // namespace mailslog
