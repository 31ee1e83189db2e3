#include "collector/files/target_watch.h"

#include "collector/files/earliest.h"

namespace mailslog {

void target_watch::look_at(log_target &target) {
    due_at_ = earliest(due_at_, target.file.next_deadline());
    const auto closed = target.file.closed_through();
    if (closed && *closed > wall_time{} && closed != target.told_closed) {
        target.told_closed = closed;
        closed_.push_back({target.file.path(), *closed});
    }
    targets_.collect_notices(target);
}

void target_watch::look_at_all(wall_time now) {
    due_at_.reset();
    looked_at_ = now;
    for (const auto &target : targets_.all()) {
        look_at(*target);
    }
}

bool target_watch::is_due(wall_time now) const noexcept {
    return (due_at_ && now >= *due_at_) || now < looked_at_;
}

} // namespace mailslog
