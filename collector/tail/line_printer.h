// Shows lines on tail's output: as they stand or as JSON, in colour, harmless to a terminal. One
// thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/tail/field_reader.h"
#include "collector/tail/json_line.h"
#include "collector/tail/level_colour.h"
#include "collector/tail/tail_output.h"

namespace mailslog {

class line_printer {
public:
    /// Both must outlive this. `json`: every line is shown as JSON.
    line_printer(const tail_output &output, field_reader &reader, bool json)
        : output_{output}, reader_{reader}, json_{json} {}

    /// Shows the line, given without its end, soon. `time_ns` stands in for its own where it shows
    /// none; below zero: nothing does.
    std::error_code print(std::string_view line, std::int64_t time_ns);
    /// Shows all lines now.
    std::error_code flush();

private:
    void append_json(std::string_view line, std::int64_t time_ns);
    const std::string &escaped(const std::string &lines);
    level_word find_level_word(std::string_view line);

    const tail_output &output_;
    field_reader &reader_;
    bool json_;
    line_fields fields_;
    json_line json_line_;
    std::string lines_;
    std::string escaped_;
    std::string coloured_;
};

} // namespace mailslog
