// Finds where in a log and its rotated files the lines that are asked for begin, reading no more of
// them than it takes. One thread at a time.
//
// What a file may hold its name says: all that stands in a rotated file was written before the time
// in its name, and after that in the name of the file before it. Plain files are read from their
// end, or searched; a compressed one is decompressed only if it may hold what is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/tail/field_reader.h"
#include "collector/tail/line_counter.h"
#include "collector/tail/line_filter.h"
#include "collector/tail/line_follower.h"
#include "collector/tail/log_files.h"

namespace mailslog {

struct log_start {
    struct file_count {
        file_identity file;
        std::size_t lines;
    };
    std::vector<file_count> counted;            // the lines of those asked for, newest file first
    std::optional<std::int64_t> time_before_ns; // of the line before the first, if that tells
};

/// Whether all lines of a file that was begun when `older` was rotated, and of those after it, are
/// newer than the filter admits: if that is so of those at its `begin`, too. The clock that `older`
/// has its name from may have been ahead.
bool is_past_all(
    const std::string &live_path, const std::string &older, std::string_view begin,
    const line_filter &filter, field_reader &reader);

class log_start_finder {
public:
    /// All must outlive this.
    log_start_finder(const log_files &files, field_reader &reader, const line_filter &filter)
        : files_{files}, reader_{reader}, filter_{filter} {}

    /// Has `follower`, of the log at `path`, begin with the last `lines` lines that the filter
    /// admits or, with none given, where the first of all may be.
    /// std::errc::no_such_file_or_directory: there is no file of that log; the follower begins with
    /// the first one to come.
    std::error_code find(
        const std::string &path, std::optional<std::size_t> lines, line_follower &follower,
        log_start &start);

private:
    /// A log's files, oldest first: the rotated ones and, as the last, the live one.
    struct file_row {
        std::string path;
        std::vector<std::string> rotated; // older than the live file
        std::unique_ptr<file> live;       // null: there is none
        std::size_t size() const noexcept { return rotated.size() + (live ? 1 : 0); }
    };
    struct place {
        std::size_t index = 0; // of the file
        std::uint64_t offset = 0;
    };

    std::error_code look_around(file_row &row) const;
    std::error_code find_first(file_row &row, place &place);
    std::error_code find_end(file_row &row, place &place) const;
    std::size_t end_of_time(file_row &row) const;
    std::error_code read_begin(file_row &row, std::size_t index, std::string &lines) const;
    std::error_code
    count_back(file_row &row, line_counter &counter, place &place, log_start &start);
    std::error_code
    count_file(file_row &row, line_counter &counter, place &place, file_identity &identity);
    std::error_code count_plain(file &file, line_counter &counter, std::uint64_t &offset);
    std::error_code count_compressed(std::unique_ptr<file> file, line_counter &counter) const;
    std::error_code find_begin(file &file, std::uint64_t &offset);
    bool is_too_old(const file_row &row, std::size_t index) const;
    bool is_too_new(const file_row &row, std::size_t index) const;

    const log_files &files_;
    field_reader &reader_;
    const line_filter &filter_;
};

} // namespace mailslog
