#include "collector/options/retention_options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collector/options/option.h"
#include "collector/units.h"

namespace mailslog {
namespace {

std::optional<std::uint64_t> parse_size_or_none(std::string_view text) noexcept {
    return text == "0" ? std::optional<std::uint64_t>{0} : parse_size(text);
}

std::optional<std::chrono::seconds> parse_age(std::string_view text) noexcept {
    const auto age = text == "0" ? std::optional{std::chrono::seconds{0}} : parse_duration(text);
    return age && *age <= max_interval ? age : std::nullopt;
}

std::optional<std::string> take_percent(retention_settings &keep, std::string_view number) {
    constexpr std::size_t max_percent = 99;
    const auto percent = parse_count(number);
    if (!percent || *percent < 1 || *percent > max_percent) {
        return "expected a percentage from 1% to 99%";
    }
    keep.free_percent = static_cast<unsigned>(*percent);
    keep.free_bytes = 0;
    return std::nullopt;
}

std::optional<std::string> take_free(retention_settings &keep, const std::string &text) {
    if (!text.empty() && text.back() == '%') {
        return take_percent(keep, std::string_view{text}.substr(0, text.size() - 1));
    }
    const auto bytes = parse_size_or_none(text);
    if (!bytes) {
        return "expected a size such as 500M or 10GiB, a percentage such as 5%, or 0 for no floor";
    }
    keep.free_bytes = *bytes;
    keep.free_percent = 0;
    return std::nullopt;
}

} // namespace

void add_retention(CLI::App &app, retention_settings &keep) {
    add_parsed(app, "--keep-files", keep.files, parse_count, "how many files, or 0 for all")
        ->type_name("N")
        ->description("Keep the newest N rotated files (0: all)");
    add_parsed(
        app, "--keep-size", keep.bytes, parse_size_or_none,
        "a size such as 500M, 10GiB or 1TB, or 0 for any")
        ->type_name("SIZE")
        ->description("Keep rotated files up to this size together, the newest (0: any)");
    add_parsed(
        app, "--keep-age", keep.age, parse_age,
        "a duration such as 36h or 90d, at most 3650d, or 0 for ever")
        ->type_name("DURATION")
        ->description("Keep a rotated file so long after its rotation (0: for ever)");
    const auto take = [&keep](const std::string &text) { return take_free(keep, text); };
    add_checked(app, "--keep-free", take)
        ->type_name("SIZE|PERCENT%")
        ->description("Delete the oldest rotated files while less of the disk is free (0)");
}

} // namespace mailslog
