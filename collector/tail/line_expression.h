// A regular expression that lines are searched for: POSIX's extended ones, as grep -E takes them.
// The system's own on POSIX, the C++ library's on Windows. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace mailslog {

class line_expression {
public:
    virtual ~line_expression() = default;
    /// Whether it is found in the line, of any length.
    virtual bool is_found_in(std::string_view line) const = 0;
};

/// Null if `text` is no such expression; `fault` says then what is wrong.
std::unique_ptr<line_expression> make_line_expression(const std::string &text, std::string &fault);

} // namespace mailslog
