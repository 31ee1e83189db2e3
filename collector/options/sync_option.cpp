#include "collector/options/sync_option.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/format/level_name.h"
#include "collector/options/option.h"
#include "collector/units.h"

namespace mailslog {
namespace {

std::optional<std::string> take_sync(sync_settings &sync, const std::string &text) {
    if (text == "never" || text == "rotate") {
        sync.moment = text == "never" ? sync_moment::never : sync_moment::rotation;
        return std::nullopt;
    }
    if (const auto from = parse_level(text)) {
        sync.moment = sync_moment::level;
        sync.from = *from;
        return std::nullopt;
    }
    const auto interval = parse_duration(text);
    if (!interval || *interval > max_interval) {
        return "expected never, rotate, a level such as error, or a duration such as 5s, at most "
               "3650d";
    }
    sync.moment = sync_moment::interval;
    sync.interval = *interval;
    return std::nullopt;
}

} // namespace

void add_sync(CLI::App &app, sync_settings &sync) {
    const auto take = [&sync](const std::string &text) { return take_sync(sync, text); };
    add_checked(app, "--sync", take)
        ->type_name("never|rotate|DURATION|LEVEL")
        ->description(
            "Force the file to the disk: never, before it is rotated, within a time such as 5s, or "
            "at once after a line from a level up (never)");
}

} // namespace mailslog
