#include "collector/options/rate_option.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/options/option.h"

namespace mailslog {
namespace {

std::optional<std::string> take_rate(line_rate &rate, const std::string &text) {
    const auto parsed = parse_rate(text);
    if (!parsed || parsed->duration > max_interval) {
        return "expected lines/duration such as 1000/1s or 50000/1m, at most 3650d";
    }
    rate = *parsed;
    return std::nullopt;
}

} // namespace

void add_rate_limit(CLI::App &app, line_rate &rate) {
    const auto take = [&rate](const std::string &text) { return take_rate(rate, text); };
    add_checked(app, "--rate-limit", take)
        ->type_name("LINES/DURATION")
        ->description(
            "Write of each sender at most so many lines in such a time, as in 1000/1s; count the "
            "rest and say so (no limit)");
}

} // namespace mailslog
