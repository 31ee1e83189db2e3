// The text format as spdlog's own formatter makes it: every flag of its pattern language, and ours.
#pragma once

#include <memory>
#include <string>

#include "collector/format/line_format.h"

namespace mailslog {

/// For any pattern without a fault (text_pattern.h).
std::unique_ptr<line_format> make_pattern_format(const std::string &pattern);

} // namespace mailslog
