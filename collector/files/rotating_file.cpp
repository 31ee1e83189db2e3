#include "collector/files/rotating_file.h"

#include <algorithm>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/earliest.h"
#include "collector/files/fault_point.h"
#include "collector/files/line_end.h"

namespace mailslog {

rotating_file::rotating_file(file_system &files, std::string path, rotation_settings settings)
    : files_{files}, path_{std::move(path)}, settings_{settings}, history_{
                                                                      files, path_,
                                                                      settings.keep} {}

std::error_code
rotating_file::open(wall_time now, std::optional<wall_time> begun, rotated_index *index) {
    if (const auto error = files_.make_folders(folder_of(path_))) {
        return error;
    }
    if (const auto error = open_live()) {
        return error;
    }
    begin_period(begun.value_or(now));
    take_up(
        index != nullptr ? history_.review_at_start(now, *index)
                         : history_.review(now, renamed_to_));
    return {};
}

bool rotating_file::let_go() noexcept {
    if (renamed_to_.empty()) {
        file_.reset();
    }
    return file_ == nullptr;
}

std::error_code rotating_file::open_again(wall_time now) {
    const file_identity before = identity_;
    if (const auto error = files_.make_folders(folder_of(path_))) {
        return error;
    }
    if (const auto error = open_live()) {
        return error;
    }
    if (identity_ != before) {
        begin_period(now);
    }
    return {};
}

bool rotating_file::rotation_is_due(std::uint64_t next_bytes, wall_time now) {
    if (size_bytes_ == 0 || now < begun_) {
        begin_period(now);
    }
    if (size_bytes_ == 0 || is_too_soon(now)) {
        return false;
    }
    const bool is_over = period_end_ && now >= *period_end_;
    const bool is_due = is_over || would_outgrow(next_bytes) || !renamed_to_.empty();
    if (is_due && !knows_stamps_) {
        review_rotated_files(now);
    }
    return is_due;
}

std::optional<wall_time> rotating_file::next_deadline() const noexcept {
    return earliest(rotation_deadline(), history_.next_deadline());
}

std::optional<wall_time> rotating_file::rotation_deadline() const noexcept {
    if (size_bytes_ == 0) {
        return std::nullopt;
    }
    if (!failed_at_) {
        return period_end_;
    }
    const wall_time retry = *failed_at_ + retry_after;
    if (!renamed_to_.empty()) {
        return retry;
    }
    return period_end_ ? std::optional{std::max(*period_end_, retry)} : std::nullopt;
}

std::string rotating_file::next_rotated_path(wall_time now) const {
    if (!renamed_to_.empty()) {
        return renamed_to_;
    }
    return rotated_path(path_, std::max(now, last_stamp_ + std::chrono::milliseconds{1}));
}

std::error_code
rotating_file::rotate(const std::string &rotated_path, wall_time now, rotated_index *index) {
    auto error = renamed_to_.empty() ? give_new_name(rotated_path) : std::error_code{};
    if (!error) {
        error = open_live();
    }
    if (error) {
        failed_at_ = now;
        try_old_name_again();
        return error;
    }
    renamed_to_.clear();
    failed_at_.reset();
    begin_period(now);
    closed_through_ = last_stamp_;
    if (index != nullptr) {
        index->add(rotated_path);
    }
    if (settings_.keep.has_limit()) {
        review_rotated_files(now, index);
    }
    return {};
}

void rotating_file::delete_overdue(wall_time now, rotated_index *index) {
    if (history_.next_deadline() && now >= *history_.next_deadline()) {
        (void)history_.look(now, renamed_to_, index); // a failure is among its notices
    }
}

std::error_code rotating_file::follow_name(wall_time now) {
    file_identity there;
    const auto error = files_.identify(path_, there);
    const bool is_in_place = !error && there == identity_;
    const bool is_unknown = error && !is_absent(error); // better the file that is open than none
    const bool stays = is_unknown || !renamed_to_.empty();
    if (is_in_place) {
        return take_size(path_);
    }
    if (stays && !file_->is_deleted()) {
        return renamed_to_.empty() ? std::error_code{} : take_size(renamed_to_);
    }
    if (const auto failed = files_.make_folders(folder_of(path_))) {
        return failed;
    }
    if (const auto failed = is_durable_ ? file_->sync() : std::error_code{}) {
        notices_.push_back(describe("sync", path_, failed));
    }
    if (const auto failed = open_live()) {
        return failed;
    }
    renamed_to_.clear();
    begin_period(now);
    return {};
}

std::error_code rotating_file::append(std::string_view lines) {
    std::size_t written_bytes = 0;
    const auto error = file_->append(lines, written_bytes);
    if (!error && file_->is_deleted()) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    const bool is_taken_back = error && (written_bytes == 0 || take_back(written_bytes));
    size_bytes_ += is_taken_back ? 0 : written_bytes;
    return error;
}

bool rotating_file::take_back(std::size_t written_bytes) {
    std::uint64_t bytes = 0;
    return !file_->size(bytes) && bytes == size_bytes_ + written_bytes &&
           !file_->truncate(size_bytes_);
}

std::error_code rotating_file::sync() {
    if (const auto error = file_->sync()) {
        return error;
    }
    const auto error = names_are_new_ ? files_.sync_folder(folder_of(path_)) : std::error_code{};
    names_are_new_ = names_are_new_ && error;
    return error;
}

void rotating_file::change(const rotation_settings &settings, wall_time now, rotated_index *index) {
    settings_ = settings;
    history_.change(settings.keep);
    begin_period(begun_);
    review_rotated_files(now, index);
}

std::vector<std::string> rotating_file::take_notices() {
    auto notices = history_.take_notices();
    for (std::string &text : std::exchange(notices_, {})) {
        notices.push_back(std::move(text));
    }
    return notices;
}

// Appends to whatever stands there, since that loses nothing; the file open so far is let go only
// when the new one is whole.
std::error_code rotating_file::open_live() {
    std::unique_ptr<file> opened;
    if (const auto error = files_.open(path_, open_mode::append, opened)) {
        return error;
    }
    std::uint64_t size_bytes = 0;
    if (const auto error = opened->size(size_bytes)) {
        return error;
    }
    file_identity identity;
    if (const auto error = opened->identity(identity)) {
        return error;
    }
    const bool is_as_left = identity == identity_ && size_bytes == size_bytes_;
    if (const auto error =
            is_as_left ? std::error_code{} : end_last_line(files_, path_, *opened, size_bytes)) {
        return error;
    }
    file_ = std::move(opened);
    size_bytes_ = size_bytes;
    identity_ = identity;
    names_are_new_ = true;
    return {};
}

std::error_code rotating_file::take_size(const std::string &path) {
    std::uint64_t bytes = 0;
    if (const auto error = file_->size(bytes); error || bytes == size_bytes_) {
        return error;
    }
    if (const auto error = end_last_line(files_, path, *file_, bytes)) {
        return error;
    }
    size_bytes_ = bytes;
    return {};
}

// The stamp is used up even if the rename fails: the name may be taken.
std::error_code rotating_file::give_new_name(const std::string &rotated_path) {
    const wall_time next{
        last_stamp_ + std::chrono::milliseconds{1}}; // beyond all stamps that are read
    last_stamp_ = std::max(last_stamp_, rotation_stamp(path_, rotated_path).value_or(next));
    const auto error = files_.rename(path_, rotated_path);
    if (!error) {
        renamed_to_ = rotated_path;
        fault_point("live_file_renamed");
    }
    return error;
}

// Where this fails too, writing goes on under the new name, and the state says so.
void rotating_file::try_old_name_again() {
    if (!renamed_to_.empty() && !files_.rename(renamed_to_, path_)) {
        renamed_to_.clear();
    }
}

void rotating_file::begin_period(wall_time now) {
    begun_ = now;
    period_end_ = end_of_period(settings_.period, settings_.interval, begun_);
}

bool rotating_file::is_too_soon(wall_time now) const noexcept {
    // a clock that was set back must not hold the next try up
    return failed_at_ && now >= *failed_at_ && now < *failed_at_ + retry_after;
}

bool rotating_file::would_outgrow(std::uint64_t next_bytes) const noexcept {
    const std::uint64_t limit = settings_.max_bytes;
    return limit != 0 && next_bytes > limit - std::min(size_bytes_, limit);
}

void rotating_file::review_rotated_files(wall_time now, rotated_index *index) {
    take_up(history_.review(now, renamed_to_, index));
}

/// What history_ has found.
void rotating_file::take_up(std::error_code review) {
    if (review) {
        return;
    }
    knows_stamps_ = true;
    last_stamp_ = std::max(last_stamp_, history_.newest().value_or(last_stamp_));
    if (renamed_to_.empty()) {
        closed_through_ = last_stamp_;
    }
}

} // namespace mailslog
