#include "collector/format/level_name.h"

#include <algorithm>
#include <iterator>

namespace mailslog {
namespace {

constexpr std::string_view names[] = {
    "trace", "debug", "info", "warning", "error", "critical", "off",
};

} // namespace

std::string_view level_name(level level) noexcept {
    return names[std::min<std::size_t>(static_cast<std::size_t>(level), std::size(names) - 1)];
}

std::optional<level> parse_level(std::string_view name) noexcept {
    if (name == "warn") {
        return level::warn;
    }
    if (name == "err") {
        return level::err;
    }
    const auto *const found = std::find(std::begin(names), std::end(names) - 1, name);
    if (found == std::end(names) - 1) {
        return std::nullopt;
    }
    return static_cast<level>(found - std::begin(names));
}

} // namespace mailslog
