#include "collector/files/log_targets.h"

#include <algorithm>
#include <utility>

namespace mailslog {

log_targets::log_targets(
    file_system &files, log_route route, const rotation_settings &rotation,
    const target_limits &limits)
    : files_{files}, route_{std::move(route)}, rotation_{rotation}, limits_{limits} {
    if (route_.is_fixed()) {
        add(route_.pattern());
    }
}

log_target &log_targets::add(const std::string &live_path) {
    if (const auto known = by_path_.find(live_path); known != by_path_.end()) {
        return *known->second;
    }
    auto target = std::make_unique<log_target>(files_, live_path, rotation_);
    target->name = std::string_view{target->file.path()}.substr(route_.folder_prefix().size());
    if (is_durable_) {
        target->file.keep_durable();
    }
    by_path_.emplace(live_path, target.get());
    all_.push_back(std::move(target));
    return *all_.back();
}

log_target &log_targets::of_name(const line_source &source, wall_time now) {
    route_.make_path(path_, source);
    if (const auto known = by_path_.find(path_); known != by_path_.end()) {
        return *known->second;
    }
    if (by_path_.size() - (overflow_ == nullptr ? 0 : 1) >= limits_.files) {
        return overflow();
    }
    log_target &made = add(path_);
    if (open(made, now)) { // tried again when its lines are written
        return made;
    }
    if (log_target *const other = double_of(made)) {
        replace(made, *other);
        return *other;
    }
    return made;
}

log_target &log_targets::overflow() {
    if (overflow_ == nullptr) {
        overflow_ = &add(route_.overflow_path());
        notices_.push_back(
            route_.pattern() + " has its " + std::to_string(limits_.files) +
            " files (--max-files): lines that would make more go to " + overflow_->file.path());
    }
    return *overflow_;
}

std::error_code log_targets::open(
    log_target &target, wall_time now, std::optional<wall_time> begun, rotated_index *index) {
    target.last_used = ++uses_;
    if (target.file.is_open()) {
        return {};
    }
    make_room_for_one();
    const file_identity before = target.file.identity();
    const auto error =
        target.is_old ? target.file.open_again(now) : target.file.open(now, begun, index);
    open_count_ += error ? 0 : 1;
    target.is_old = target.is_old || !error;
    target.is_new = target.is_new || target.file.identity() != before;
    return error;
}

void log_targets::make_room_for_one() {
    while (open_count_ >= limits_.open) {
        log_target *unused = nullptr;
        for (const auto &target : all_) {
            if (target->file.is_open() &&
                (unused == nullptr || target->last_used < unused->last_used)) {
                unused = target.get();
            }
        }
        if (unused == nullptr || !unused->file.let_go()) {
            return; // one more, then
        }
        --open_count_;
    }
}

log_target *log_targets::double_of(const log_target &target) const {
    const file_identity identity = target.file.identity();
    for (const auto &other : all_) {
        file_identity there;
        if (other.get() != &target && other->is_old && other->file.identity() == identity &&
            !files_.identify(other->file.path(), there) && there == identity) {
            return other.get();
        }
    }
    return nullptr;
}

void log_targets::replace(log_target &target, log_target &by) {
    for (auto &[path, known] : by_path_) {
        known = known == &target ? &by : known;
    }
    target.stands_for = &by;
    replaced_.push_back(take_out(target));
    for (const auto &each : replaced_) {
        each->stands_for = each->stands_for == &target ? &by : each->stands_for;
    }
    overflow_ = overflow_ == &target ? &by : overflow_;
    (void)target.file.let_go();
}

void log_targets::forget(log_target &target) {
    for (auto known = by_path_.begin(); known != by_path_.end();) {
        known = known->second == &target ? by_path_.erase(known) : std::next(known);
    }
    replaced_.erase(
        std::remove_if(
            replaced_.begin(), replaced_.end(),
            [&](const auto &each) { return each->stands_for == &target; }),
        replaced_.end());
    overflow_ = overflow_ == &target ? nullptr : overflow_;
    (void)take_out(target);
}

std::unique_ptr<log_target> log_targets::take_out(log_target &target) {
    open_count_ -= target.file.is_open() ? 1 : 0;
    const auto held = std::find_if(
        all_.begin(), all_.end(), [&](const auto &each) { return each.get() == &target; });
    std::unique_ptr<log_target> taken = std::move(*held);
    all_.erase(held);
    return taken;
}

bool log_targets::is_absent(const log_target &target) const {
    file_identity there;
    return mailslog::is_absent(files_.identify(target.file.path(), there));
}

void log_targets::delete_surplus(
    const std::string &live_path, const std::string &up_to, wall_time now,
    rotated_index &index) const {
    rotated_history history{files_, live_path, rotation_.keep};
    (void)history.review_at_start(now, index, up_to);
}

void log_targets::change(const rotation_settings &rotation, wall_time now) {
    rotation_ = rotation;
    rotated_index index{files_};
    for (const auto &target : all_) {
        target->file.change(rotation, now, &index);
    }
}

void log_targets::keep_durable() noexcept {
    is_durable_ = true;
    for (const auto &target : all_) {
        target->file.keep_durable();
    }
}

void log_targets::collect_notices(log_target &target) {
    for (std::string &text : target.file.take_notices()) {
        notices_.push_back(std::move(text));
    }
}

void log_targets::notice(std::string text) {
    if (std::find(notices_.begin(), notices_.end(), text) == notices_.end()) {
        notices_.push_back(std::move(text));
    }
}

std::vector<std::string> log_targets::take_notices() {
    return std::exchange(notices_, {});
}

} // namespace mailslog
