// Shows a line's fields as the JSON format would have written them. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "collector/format/line_format.h"
#include "collector/tail/line_fields.h"

namespace mailslog {

class json_line {
public:
    /// Appends a line of JSON and a line feed. What a text shows escaped stays so; a time that
    /// it does not show is left out.
    void append(std::string &to, const line_fields &fields);

private:
    std::unique_ptr<line_format> format_ = make_json_format();
};

} // namespace mailslog
