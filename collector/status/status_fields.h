// A collector's status as bytes, and back. Pure functions.
//
// Bounded: texts are cut, lists are shortened to what collector_status says. The first field is the
// version; who reads must be of the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "collector/status/collector_status.h"

namespace mailslog {

inline constexpr std::uint64_t status_version = 1;

/// The most that append_status() appends.
inline constexpr std::size_t max_status_bytes = std::size_t{32} * 1024 - 64;

void append_status(std::string &to, const collector_status &status);

/// Nothing for anything that append_status() does not make. `version` is what the bytes name.
std::optional<collector_status> parse_status(std::string_view bytes, std::uint64_t &version);

} // namespace mailslog
