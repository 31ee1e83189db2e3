#include "collector/files/rotated_history.h"

#include <algorithm>
#include <utility>

#include <mailslog/slot_error.h>

namespace mailslog {

rotated_history::rotated_history(
    file_system &files, std::string live_path, const retention_settings &keep)
    : files_{files}, live_path_{std::move(live_path)}, keep_{keep} {}

std::error_code
rotated_history::review(wall_time now, const std::string &in_use, rotated_index *index) {
    std::vector<rotated_file> oldest_first;
    if (const auto error = index != nullptr ? index->history(live_path_, oldest_first)
                                            : list_history(files_, live_path_, oldest_first)) {
        return unlisted(error, now);
    }
    review(std::move(oldest_first), now, in_use);
    return {};
}

std::error_code
rotated_history::review_at_start(wall_time now, rotated_index &index, const std::string &up_to) {
    std::vector<rotated_file> oldest_first;
    if (const auto error = index.history(live_path_, oldest_first)) {
        return unlisted(error, now);
    }
    sweep(oldest_first);
    if (!up_to.empty()) {
        const auto is_left = [&](const rotated_file &file) { return file.path >= up_to; };
        oldest_first.erase(
            std::find_if(oldest_first.begin(), oldest_first.end(), is_left), oldest_first.end());
    }
    review(std::move(oldest_first), now, {});
    return {};
}

void rotated_history::review(
    std::vector<rotated_file> oldest_first, wall_time now, const std::string &in_use) {
    is_unlisted_ = false;
    if (!oldest_first.empty()) {
        newest_ = oldest_first.back().stamp;
    }
    oldest_first.erase(
        std::remove_if(
            oldest_first.begin(), oldest_first.end(),
            [&](const rotated_file &file) {
                return file.path == in_use || !(file.is_plain || file.is_packed);
            }),
        oldest_first.end());
    delete_surplus(oldest_first, now);
    if (keep_.has_free_floor()) {
        keep_space_free(oldest_first);
    }
    plan(oldest_first, now);
}

std::error_code rotated_history::unlisted(std::error_code why, wall_time now) {
    notice_once("list", folder_of(live_path_), why);
    is_unlisted_ = true;
    next_deadline_ = keep_.has_limit() ? std::optional{now + check_interval} : std::nullopt;
    return why;
}

std::error_code
rotated_history::look(wall_time now, const std::string &in_use, rotated_index *index) {
    std::uint64_t missing_bytes = 0;
    const bool is_too_old = end_of_age_ && now >= *end_of_age_;
    if (is_unlisted_ || is_too_old || !keep_.has_free_floor() || told_of_space_ ||
        is_short_of_space(missing_bytes)) {
        return review(now, in_use, index);
    }
    plan_next(now);
    return {};
}

/// What is not finished, and what a plain file stands beside.
void rotated_history::sweep(std::vector<rotated_file> &oldest_first) {
    for (rotated_file &file : oldest_first) {
        if (file.is_half_packed) {
            (void)remove(packing_path(file.path)); // who packs the file next does it again
        }
        if (file.is_plain && file.is_packed) {
            file.is_packed = bool{remove(packed_path(file.path))};
        }
    }
}

void rotated_history::delete_surplus(std::vector<rotated_file> &oldest_first, wall_time now) {
    std::vector<kept_file> kept;
    kept.reserve(oldest_first.size());
    for (const rotated_file &file : oldest_first) {
        kept.push_back({file.stamp, keep_.bytes == 0 ? 0 : bytes_of(file)});
    }
    const auto end =
        oldest_first.begin() + static_cast<std::ptrdiff_t>(surplus_of(kept, keep_, now));
    std::for_each(oldest_first.begin(), end, [this](const rotated_file &file) { remove(file); });
    oldest_first.erase(oldest_first.begin(), end);
}

// Measured once: what is deleted makes no room as long as somebody has it open, and on some file
// systems it does so only later. What is missing then is found missing at the next look.
void rotated_history::keep_space_free(std::vector<rotated_file> &oldest_first) {
    std::uint64_t missing_bytes = 0;
    auto next = oldest_first.begin();
    (void)is_short_of_space(missing_bytes);
    for (; missing_bytes != 0 && next != oldest_first.end(); ++next) {
        const std::uint64_t bytes = bytes_of(*next);
        missing_bytes -= remove(*next) ? std::min(missing_bytes, bytes) : 0;
    }
    oldest_first.erase(oldest_first.begin(), next);
    if (missing_bytes != 0 && !told_of_space_) {
        notices_.push_back(
            "the disk of " + live_path_ + " is " + std::to_string(missing_bytes) +
            " bytes short of what --keep-free asks for, and no rotated file is left to delete; "
            "writing goes on");
    }
    told_of_space_ = missing_bytes != 0;
}

bool rotated_history::is_short_of_space(std::uint64_t &missing_bytes) {
    missing_bytes = 0;
    disk_space space;
    if (const auto error = files_.space_at(folder_of(live_path_), space)) {
        notice_once("measure the free space of", folder_of(live_path_), error);
        return false;
    }
    const std::uint64_t floor = free_floor_of(keep_, space);
    missing_bytes = floor - std::min(floor, space.free_bytes);
    return missing_bytes != 0;
}

/// One that is gone meanwhile takes no room.
std::uint64_t rotated_history::bytes_of(const rotated_file &file) {
    std::uint64_t bytes = 0;
    auto error = files_.size_of(file.is_plain ? file.path : packed_path(file.path), bytes);
    if (is_absent(error) && file.is_plain) { // packed since it was listed
        error = files_.size_of(packed_path(file.path), bytes);
    }
    if (error && !is_absent(error)) {
        notice_once("measure", file.path, error);
    }
    return error ? 0 : bytes;
}

// Both, whichever was listed, and the plain one first: pack_file() relies on it.
bool rotated_history::remove(const rotated_file &file) {
    const auto error = remove(file.path);
    const auto error_of_packed = remove(packed_path(file.path));
    if (error || error_of_packed) {
        notice_once("delete", file.path, error ? error : error_of_packed);
        return false;
    }
    return true;
}

std::error_code rotated_history::remove(const std::string &path) {
    const auto error = files_.remove(path);
    return is_absent(error) ? std::error_code{} : error;
}

void rotated_history::plan(const std::vector<rotated_file> &oldest_first, wall_time now) {
    end_of_age_.reset();
    if (!oldest_first.empty()) {
        end_of_age_ = end_of_age(oldest_first.front().stamp, keep_);
    }
    plan_next(now);
}

void rotated_history::plan_next(wall_time now) {
    next_deadline_ = end_of_age_;
    if (keep_.has_free_floor()) {
        const wall_time next_look = now + check_interval;
        next_deadline_ = std::min(next_deadline_.value_or(next_look), next_look);
    }
}

void rotated_history::notice_once(
    const std::string &what, const std::string &path, std::error_code why) {
    if (noticed_.insert(path).second) {
        notices_.push_back(describe(what, path, why));
    }
}

std::vector<std::string> rotated_history::take_notices() {
    return std::exchange(notices_, {});
}

} // namespace mailslog
