#include "collector/tail/log_source.h"

#include <algorithm>

namespace mailslog {

log_source::log_source(
    const log_files &files, const std::string &path, std::size_t at_once_bytes,
    field_reader &reader, const line_filter &filter, bool reads_fields)
    : path_{path}, follower_{files, path, at_once_bytes}, reader_{reader}, filter_{filter},
      reads_fields_{reads_fields || filter.needs_fields()} {}

void log_source::start_at(const log_start &start) noexcept {
    if (start.time_before_ns) {
        time_ns_ = *start.time_before_ns;
    }
}

std::error_code log_source::advance() {
    for (has_line_ = false; !has_line_;) {
        if (at_ == block_.size()) {
            const auto error = fill();
            if (error || block_.empty()) {
                return error;
            }
        }
        has_line_ = take_line();
    }
    return {};
}

std::error_code log_source::advance_to_unended() {
    has_line_ = false;
    give_block_back();
    if (ended_) {
        return {};
    }
    const auto error = follower_.read_unended_line(block_);
    has_line_ = !block_.empty() && take_line();
    return error;
}

std::error_code log_source::fill() {
    give_block_back();
    if (ended_) {
        return {};
    }
    const auto error = follower_.next(block_);
    const bool is_begin = follower_.offset() == block_.size();
    if (is_begin && is_past_all(path_, follower_.older_path(), block_, filter_, reader_)) {
        ended_ = true;
        give_block_back();
    }
    return error;
}

// Of a thousand logs most are quiet, and one line of each may be long.
void log_source::give_block_back() noexcept {
    std::string{}.swap(block_);
    at_ = 0;
}

bool log_source::take_line() {
    const std::string_view rest = std::string_view{block_}.substr(at_);
    line_ = rest.substr(0, rest.find('\n'));
    at_ += std::min(line_.size() + 1, rest.size());
    const line_fields *fields = reads_fields_ ? reader_.read(line_) : nullptr;
    if (fields != nullptr && fields->time_ns) {
        time_ns_ = *fields->time_ns;
    }
    const bool is_admitted = filter_.admits(line_, fields, time_ns_);
    if (!is_admitted && fields == nullptr) {
        const auto time_ns = time_ns_ == no_time ? std::nullopt : std::optional{time_ns_};
        left_out_ += filter_.misses_fields(line_, time_ns) ? 1 : 0;
    }
    return is_admitted;
}

} // namespace mailslog
