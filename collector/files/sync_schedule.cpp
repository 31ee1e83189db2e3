#include "collector/files/sync_schedule.h"

namespace mailslog {

void sync_schedule::line_waits(level level) noexcept {
    is_demanded_ =
        is_demanded_ || (settings_.moment == sync_moment::level && level >= settings_.from);
}

void sync_schedule::written(wall_time now) noexcept {
    if (is_on() && !dirty_since_) {
        dirty_since_ = now;
    }
}

bool sync_schedule::is_due(wall_time now) const noexcept {
    if (!dirty_since_) {
        return false;
    }
    const std::optional<wall_time> latest = deadline();
    const bool clock_went_back = now < *dirty_since_;
    return is_demanded_ || (latest && (now >= *latest || clock_went_back));
}

std::optional<wall_time> sync_schedule::deadline() const noexcept {
    if (settings_.moment != sync_moment::interval || !dirty_since_) {
        return std::nullopt;
    }
    return *dirty_since_ + settings_.interval;
}

void sync_schedule::done() noexcept {
    is_demanded_ = false;
    dirty_since_.reset();
}

} // namespace mailslog
