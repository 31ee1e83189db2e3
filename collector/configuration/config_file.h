// A configuration file on the disk, its size bounded. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "collector/configuration/config_text.h"

namespace mailslog {

class file_system;

/// No configuration is longer; what is, is another file.
inline constexpr std::size_t max_config_bytes = std::size_t{1} << 20U;

enum class config_presence { required, optional };

/// Reads the file into `items`. Nothing if that worked, or if there is no file and none is
/// required; else what is wrong, with file and, where there is one, line.
std::optional<std::string> read_config_file(
    file_system &files, const std::string &path, config_presence presence,
    std::vector<config_item> &items);

/// "FILE:LINE: WHAT"
std::string describe(const std::string &path, const config_fault &fault);

} // namespace mailslog
