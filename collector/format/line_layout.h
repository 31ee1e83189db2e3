// A text pattern taken apart into what stands in every line and what a line's record fills in.
//
// Only for patterns of the commonest flags, without padding: those are put together much faster
// than spdlog's formatter can, which does all others (pattern_format.h). Both give the same line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailslog {

struct layout_piece {
    enum class content {
        literal,      // text
        second,       // of the local time: text for strftime(3)
        milliseconds, // of the second: three digits
        microseconds, // six
        nanoseconds,  // nine
        level,
        process_name,
        process_id,
        host,
        origin, // of another machine (line_origin.h)
        logger,
        thread_id,
        message,
    };
    content shows = content::literal;
    std::string text;
};

using line_layout = std::vector<layout_piece>;

/// The pattern's pieces and the line's end; nothing if it holds a flag that no piece stands for.
std::optional<line_layout> parse_layout(std::string_view pattern);

} // namespace mailslog
