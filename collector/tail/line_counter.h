// Counts the lines that a filter admits, from the end of a log backwards or forwards within a
// compressed file, until there are enough. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "collector/tail/field_reader.h"
#include "collector/tail/line_filter.h"

namespace mailslog {

class line_counter {
public:
    /// Where a counted line begins, and the time of the line before if it shows none of its own.
    struct place {
        std::uint64_t offset = 0;
        std::optional<std::int64_t> time_before_ns;
    };

    /// Counts to `wanted`, 1 or more.
    line_counter(std::size_t wanted, field_reader &reader, const line_filter &filter)
        : wanted_{wanted}, reader_{reader}, filter_{filter} {}

    bool has_enough() const noexcept { return counted_ == wanted_; }
    std::size_t counted() const noexcept { return counted_; }
    /// The last one that was counted, which is the first in its file.
    const place &first() const noexcept { return first_; }

    /// A line before all those that it was given of this file.
    void take_before(std::string_view line, std::uint64_t offset);
    /// No line of the file is before those that it was given.
    void end_backward();

    /// A line behind all those that it was given of this file. Of these as many as are still wanted
    /// count once the end is told.
    void take_behind(std::string_view line, std::uint64_t offset);
    void end_forward();

private:
    void count(const place &place) noexcept;
    void count_undated(std::optional<std::int64_t> time_ns);
    bool admits_but_for_time(std::string_view line, bool shows_fields) const;

    std::size_t wanted_;
    field_reader &reader_;
    const line_filter &filter_;
    line_fields fields_;
    std::size_t counted_ = 0;
    place first_;
    std::vector<std::uint64_t> undated_; // admitted if the line before them is in time
    std::deque<place> latest_;
    std::optional<std::int64_t> last_time_ns_;
};

} // namespace mailslog
