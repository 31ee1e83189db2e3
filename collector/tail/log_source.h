// The lines of one log that a filter admits, one after the other, across rotation. One thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/tail/field_reader.h"
#include "collector/tail/line_filter.h"
#include "collector/tail/line_follower.h"
#include "collector/tail/log_start.h"

namespace mailslog {

class log_source {
public:
    /// `reader` and `filter` must outlive this. `reads_fields`: whether each line's time is to be
    /// known although the filter does not need it.
    log_source(
        const log_files &files, const std::string &path, std::size_t at_once_bytes,
        field_reader &reader, const line_filter &filter, bool reads_fields);

    const std::string &path() const noexcept { return path_; }
    line_follower &follower() noexcept { return follower_; }
    void start_at(const log_start &start) noexcept;

    /// Moves to the next line; after an error too, once more. `has_line()` is false if there is
    /// none for now.
    std::error_code advance();
    /// At the end: takes what is behind the last line end for a line, if the filter admits it.
    /// After an error there may be one all the same: what was left of it.
    std::error_code advance_to_unended();
    bool has_line() const noexcept { return has_line_; }
    /// The line without its end; valid until it is left.
    std::string_view line() const noexcept { return line_; }
    /// The line's time or, if it shows none, that of the line before.
    std::int64_t time_ns() const noexcept { return time_ns_; }
    /// Lines so far that the filter could not judge, since they show no fields.
    std::uint64_t left_out() const noexcept { return left_out_; }

private:
    static constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

    void give_block_back() noexcept;
    bool take_line();
    std::error_code fill();

    std::string path_;
    line_follower follower_;
    field_reader &reader_;
    const line_filter &filter_;
    bool reads_fields_;
    std::string block_; // of lines; those before at_ have been looked at
    std::size_t at_ = 0;
    std::string_view line_;
    std::int64_t time_ns_ = no_time;
    std::uint64_t left_out_ = 0;
    bool has_line_ = false;
    bool ended_ = false;
};

} // namespace mailslog
