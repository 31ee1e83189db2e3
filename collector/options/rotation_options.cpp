#include "collector/options/rotation_options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collector/options/option.h"
#include "collector/units.h"

namespace mailslog {
namespace {

constexpr std::uint64_t default_rotate_bytes =
    std::uint64_t{64} * 1024 * 1024; // the help text says so

std::optional<std::uint64_t> parse_rotate_size(std::string_view text) noexcept {
    return text == "0" ? std::optional<std::uint64_t>{0} : parse_size(text);
}

std::optional<std::string> take_rotate_every(rotation_settings &rotation, const std::string &text) {
    if (text == "hour" || text == "day") {
        rotation.period = text == "hour" ? rotation_period::hour : rotation_period::day;
        return std::nullopt;
    }
    const auto interval = parse_duration(text);
    if (!interval || *interval > max_interval) {
        return "expected hour, day or a duration such as 90s, 15m, 24h or 7d, at most 3650d";
    }
    rotation.period = rotation_period::interval;
    rotation.interval = *interval;
    return std::nullopt;
}

} // namespace

void add_rotation(CLI::App &app, rotation_settings &rotation) {
    rotation.max_bytes = default_rotate_bytes;
    add_parsed(
        app, "--rotate-size", rotation.max_bytes, parse_rotate_size,
        "a size such as 500K, 64MiB or 1GB, or 0 for never")
        ->type_name("SIZE")
        ->description("Rotate before the file outgrows this (64MiB); 0: never");
    const auto take = [&rotation](const std::string &text) {
        return take_rotate_every(rotation, text);
    };
    add_checked(app, "--rotate-every", take)
        ->type_name("hour|day|DURATION")
        ->description("Rotate by the local clock or after 90s, 15m, 24h, 7d (never)");
    add_parsed(
        app, "--keep-files", rotation.keep_files, parse_count, "how many files, or 0 for all")
        ->type_name("N")
        ->description("Keep the newest N rotated files (0: all)");
}

} // namespace mailslog
