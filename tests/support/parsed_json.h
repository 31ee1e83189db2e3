// A line of the log in JSON, read by a parser that is not ours and fast enough for 100,000 of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

struct parsed_json {
    std::string timestamp;
    bool has_resource = false;
};

/// Nothing if it is no JSON object with a timestamp.
std::optional<parsed_json> parse_json_line(std::string_view text);

} // namespace mailslog
