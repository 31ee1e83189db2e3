// The names of the levels, as spdlog spells them. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "mailslot/datagram.h"

namespace mailslog {

/// "trace", "debug", "info", "warning", "error", "critical" or "off".
std::string_view level_name(level level) noexcept;

/// The level of a line that `name` means, spdlog's short "warn" and "err" included; nothing for any
/// other name and for "off", which no line has.
std::optional<level> parse_level(std::string_view name) noexcept;

} // namespace mailslog
