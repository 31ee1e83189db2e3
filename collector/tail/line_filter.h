// Which lines an operator wants to see. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collector/field_filter.h"
#include "collector/tail/line_expression.h"
#include "collector/tail/line_fields.h"

namespace mailslog {

/// All that is given must hold.
struct line_conditions : field_conditions {
    std::optional<std::int64_t> since_ns;
    std::optional<std::int64_t> until_ns;
    std::string expression; // searched in the whole line as it stands in the file
};

class line_filter {
public:
    /// `conditions.expression` is one that make_line_expression() takes.
    explicit line_filter(line_conditions conditions);

    /// Whether any line is wanted.
    bool admits_all() const noexcept;
    /// Whether what a line shows decides, more than its text alone.
    bool needs_fields() const noexcept;
    /// `fields`: null for a line that shows none; `time_ns`: its time or, for such a one, that of
    /// the line before it.
    bool admits(std::string_view line, const line_fields *fields, std::int64_t time_ns) const;

    /// Whether such a line, which it does not admit, is left out only for what it does not show.
    bool misses_fields(std::string_view line, std::optional<std::int64_t> time_ns) const;

    bool admits_time(std::int64_t time_ns) const noexcept;
    /// Whether the time of a line decides.
    bool needs_time() const noexcept { return conditions_.since_ns || conditions_.until_ns; }

    const line_conditions &conditions() const noexcept { return conditions_; }

private:
    line_conditions conditions_;
    field_filter fields_;
    std::unique_ptr<line_expression> expression_;
};

} // namespace mailslog
