#include "collector/tail/log_start.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "collector/tail/backward_lines.h"
#include "collector/tail/last_lines.h"
#include "collector/tail/time_search.h"

namespace mailslog {
namespace {

/// Calls `take(line, offset)` for each line of the file, from its beginning.
template <typename Take>
std::error_code read_forward(const log_files &files, std::unique_ptr<file> file, Take take) {
    line_follower reader{files, {}};
    std::string block;
    std::uint64_t offset = 0;
    auto error = reader.begin_live(std::move(file), 0, {});
    for (bool at_end = false; !error && !at_end;) {
        block.clear();
        error = reader.read_open_file(block);
        if (!error && block.empty()) {
            at_end = true;
            error = reader.read_unended_line(block);
        }
        std::string_view rest{block};
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            take(line, offset);
            const std::size_t step = std::min(line.size() + 1, rest.size());
            rest.remove_prefix(step);
            offset += step;
        }
    }
    return error;
}

/// What is looked at of a file's begin: no more than is read of it at once, however many logs there
/// are, so that who counts lines and who gives them judge alike.
constexpr std::size_t judged_bytes = std::size_t{4} * 1024;

bool is_begun_past_all(
    const std::string &live_path, const std::string &older, const line_filter &filter) {
    const auto until_ns = filter.conditions().until_ns;
    const auto begun_ns = rotated_ns(live_path, older);
    return until_ns && begun_ns && *begun_ns > *until_ns + log_disorder_ns;
}

bool shows_only_later_times(std::string_view lines, std::int64_t time_ns, field_reader &reader) {
    bool any = false;
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        const line_fields *fields = reader.read(line);
        if (fields != nullptr && fields->time_ns) {
            if (*fields->time_ns <= time_ns) {
                return false;
            }
            any = true;
        }
    }
    return any;
}

} // namespace

bool is_past_all(
    const std::string &live_path, const std::string &older, std::string_view begin,
    const line_filter &filter, field_reader &reader) {
    if (!is_begun_past_all(live_path, older, filter)) {
        return false;
    }
    const std::string_view judged = begin.substr(0, judged_bytes);
    return shows_only_later_times(
        judged.substr(0, judged.rfind('\n') + 1), *filter.conditions().until_ns + log_disorder_ns,
        reader);
}

std::error_code log_start_finder::find(
    const std::string &path, std::optional<std::size_t> lines, line_follower &follower,
    log_start &start) {
    start = {};
    file_row row;
    row.path = path;
    if (const auto error = look_around(row)) {
        return error;
    }
    if (row.size() == 0) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    place place;
    std::error_code error;
    if (!lines) {
        error = find_first(row, place);
    } else if (*lines == 0) {
        error = find_end(row, place);
    } else {
        line_counter counter{*lines, reader_, filter_};
        error = count_back(row, counter, place, start);
        if (counter.has_enough()) {
            start.time_before_ns = counter.first().time_before_ns;
        }
    }
    if (error) {
        return error;
    }
    const std::string older = place.index == 0 ? std::string{} : row.rotated[place.index - 1];
    if (place.index == row.rotated.size()) {
        return follower.begin_live(std::move(row.live), place.offset, older);
    }
    error = follower.begin_rotated(row.rotated[place.index], place.offset, older);
    if (is_absent(error) && place.index + 1 < row.size()) {
        if (!start.counted.empty()) {
            start.counted.pop_back();
        }
        return {}; // deleted as surplus meanwhile: the follower goes on behind it
    }
    return error;
}

// The live file is opened before the folder is listed, so that no file is between them. If it has
// been rotated meanwhile it is in the list, and not older than itself.
std::error_code log_start_finder::look_around(file_row &row) const {
    if (const auto error = files_.open(row.path, row.live); error && !is_absent(error)) {
        return error;
    }
    file_identity identity;
    if (const auto error = row.live ? row.live->identity(identity) : std::error_code{}) {
        return error;
    }
    const auto list_error = files_.list_rotated(row.path, row.rotated);
    if (list_error && !is_absent(list_error)) {
        return list_error;
    }
    file_identity named;
    if (!row.live || (!files_.identify(row.path, named) && named == identity)) {
        return {};
    }
    std::size_t own = 0;
    const auto find_error = files_.find(row.rotated, *row.live, identity, own);
    row.rotated.resize(std::min(own, row.rotated.size()));
    return find_error;
}

bool log_start_finder::is_too_old(const file_row &row, std::size_t index) const {
    const auto since_ns = filter_.conditions().since_ns;
    return since_ns && index < row.rotated.size() &&
           rotated_ns(row.path, row.rotated[index]) < *since_ns - log_disorder_ns;
}

bool log_start_finder::is_too_new(const file_row &row, std::size_t index) const {
    return index > 0 && is_begun_past_all(row.path, row.rotated[index - 1], filter_);
}

std::error_code log_start_finder::find_first(file_row &row, place &place) {
    while (place.index + 1 < row.size() && is_too_old(row, place.index)) {
        ++place.index;
    }
    const auto since_ns = filter_.conditions().since_ns;
    if (!since_ns || is_too_new(row, place.index)) {
        return {};
    }
    std::unique_ptr<file> rotated;
    bool compressed = plain_path(row.path) != row.path;
    if (place.index < row.rotated.size()) {
        const auto error = files_.open_rotated(row.rotated[place.index], rotated, compressed);
        if (error) {
            return is_absent(error) ? std::error_code{} : error;
        }
    }
    if (compressed) {
        return {};
    }
    return find_begin(rotated ? *rotated : *row.live, place.offset);
}

std::error_code log_start_finder::find_end(file_row &row, place &place) const {
    if (row.live && plain_path(row.path) == row.path) {
        place.index = row.rotated.size();
        return find_last_lines(*row.live, 0, place.offset);
    }
    place.index = row.size() - 1;
    std::unique_ptr<file> last;
    const auto error =
        row.live ? files_.open(row.path, last) : files_.open_rotated(row.rotated.back(), last);
    if (error) {
        return error;
    }
    const auto read_error =
        read_forward(files_, std::move(last), [&](auto line, std::uint64_t offset) {
            place.offset = offset + line.size() + 1;
        });
    return read_error == std::errc::bad_message ? std::error_code{} : read_error;
}

// The first file with which all is too new. Its name tells, and so does its begin, if that can be
// read; those of later files are not looked at.
std::size_t log_start_finder::end_of_time(file_row &row) const {
    std::string lines;
    for (std::size_t index = 0; index < row.size(); ++index) {
        if (is_too_new(row, index) &&
            (read_begin(row, index, lines) ||
             is_past_all(row.path, row.rotated[index - 1], lines, filter_, reader_))) {
            return index;
        }
    }
    return row.size();
}

std::error_code
log_start_finder::read_begin(file_row &row, std::size_t index, std::string &lines) const {
    std::unique_ptr<file> rotated;
    if (index < row.rotated.size()) {
        if (const auto error = files_.open_rotated(row.rotated[index], rotated)) {
            return error;
        }
    }
    lines.resize(judged_bytes);
    std::size_t read_bytes = 0;
    const auto error =
        (rotated ? *rotated : *row.live).read_at(0, lines.data(), lines.size(), read_bytes);
    lines.resize(read_bytes);
    return error;
}

std::error_code
log_start_finder::count_back(file_row &row, line_counter &counter, place &place, log_start &start) {
    bool looked = false;
    for (std::size_t index = end_of_time(row); index-- > 0 && !counter.has_enough();) {
        if (is_too_old(row, index)) {
            break;
        }
        place = {index, 0};
        looked = true;
        const std::size_t before = counter.counted();
        file_identity identity;
        const auto error = count_file(row, counter, place, identity);
        if (error && !is_absent(error)) {
            return error;
        }
        start.counted.push_back({identity, counter.counted() - before});
    }
    return looked ? std::error_code{} : find_end(row, place);
}

std::error_code log_start_finder::count_file(
    file_row &row, line_counter &counter, place &place, file_identity &identity) {
    std::unique_ptr<file> opened;
    bool compressed = plain_path(row.path) != row.path;
    if (place.index < row.rotated.size()) {
        if (const auto error = files_.open_rotated(row.rotated[place.index], opened, compressed)) {
            return error;
        }
    } else if (compressed) {
        if (const auto error = files_.open(row.path, opened)) {
            return error;
        }
    }
    file &counted = opened ? *opened : *row.live;
    if (const auto error = counted.identity(identity)) {
        return error;
    }
    if (!compressed) {
        return count_plain(counted, counter, place.offset);
    }
    const auto error = count_compressed(std::move(opened), counter);
    if (counter.has_enough()) {
        place.offset = counter.first().offset;
    }
    return error;
}

// To the end, whatever time is asked for: lines from a clock that is ahead stand before others.
std::error_code
log_start_finder::count_plain(file &file, line_counter &counter, std::uint64_t &offset) {
    std::uint64_t size_bytes = 0;
    if (const auto error = find_begin(file, offset)) {
        return error;
    }
    if (const auto error = file.size(size_bytes)) {
        return error;
    }
    backward_lines lines{file, offset, size_bytes};
    bool found = true;
    while (!counter.has_enough() && found) {
        if (const auto error = lines.step(found)) {
            return error;
        }
        if (found) {
            counter.take_before(lines.line(), lines.offset());
        }
    }
    counter.end_backward();
    if (counter.has_enough()) {
        offset = counter.first().offset;
    }
    return {};
}

std::error_code log_start_finder::find_begin(file &file, std::uint64_t &offset) {
    const auto since_ns = filter_.conditions().since_ns;
    offset = 0;
    return since_ns ? find_time(file, *since_ns - search_disorder_ns(*since_ns), reader_, offset)
                    : std::error_code{};
}

// What stands before the damage in a damaged file counts, and is shown; then the damage is told.
std::error_code
log_start_finder::count_compressed(std::unique_ptr<file> file, line_counter &counter) const {
    const auto error =
        read_forward(files_, std::move(file), [&](std::string_view line, std::uint64_t offset) {
            counter.take_behind(line, offset);
        });
    counter.end_forward();
    return error == std::errc::bad_message ? std::error_code{} : error;
}

} // namespace mailslog
