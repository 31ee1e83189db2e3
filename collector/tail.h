// `mailslog tail`: shows the end of logs, or what an operator wants to see of them, merged by time,
// and follows them across rotation and compression.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "collector/tail/line_filter.h"

namespace mailslog {

enum class colour_choice { automatic, always, never };

struct tail_settings {
    std::vector<std::string> paths{"all.log"}; // as log_set.h takes them
    std::optional<std::size_t> lines = 10;     // the last ones that the conditions admit; none: all
    bool follow = false;
    line_conditions conditions;
    std::string pattern;     // that formatted lines of text; empty: the collector's default
    bool json = false;       // shows every line as the JSON format would have written it
    bool statistics = false; // says at the end how much was read
    colour_choice colour = colour_choice::automatic; // a terminal, and NO_COLOR is not set
};

/// Prints lines to standard output, each once; what could act on a terminal is shown escaped on
/// one, and goes as it is elsewhere. With `follow` goes on with what is appended, through every
/// rotated file in between, until interrupted or standard output is closed. Returns the exit code:
/// 0, or 1 after a message (no such file, …).
int tail(const tail_settings &settings);

} // namespace mailslog
