// Reads the fields of a line, be it one of JSON or one of a text pattern. One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "collector/tail/json_fields.h"
#include "collector/tail/pattern_reader.h"

namespace mailslog {

class field_reader {
public:
    explicit field_reader(const std::string &pattern) : text_{pattern} {}

    /// False, and nothing in `fields`, if the line is of neither format.
    bool read(std::string_view line, line_fields &fields) {
        if (is_json(line) && read_json_fields(line, fields)) {
            return true;
        }
        if (text_.read(line, fields)) {
            return true;
        }
        fields.clear();
        return false;
    }

    /// The same into fields that all who ask share until the next call: those of a long line are
    /// held once. Null instead of false.
    const line_fields *read(std::string_view line) {
        return read(line, fields_) ? &fields_ : nullptr;
    }

    /// Whether the line is of the JSON format, if it is of any.
    static bool is_json(std::string_view line) noexcept { return line.substr(0, 1) == "{"; }

private:
    pattern_reader text_;
    line_fields fields_;
};

} // namespace mailslog
