// Reads the fields out of a line that the JSON format has made. Any thread.
#pragma once

#include <string_view>

#include "collector/tail/line_fields.h"

namespace mailslog {

/// False if `line` is no JSON object with a Timestamp, a SeverityText and a Body; `fields` may hold
/// anything then. Unknown members are passed over.
bool read_json_fields(std::string_view line, line_fields &fields);

} // namespace mailslog
