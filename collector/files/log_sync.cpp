#include "collector/files/log_sync.h"

#include <algorithm>

#include <mailslog/slot_error.h>

namespace mailslog {

void log_sync::change(const sync_settings &when) {
    schedule_ = sync_schedule{when};
    if (schedule_.is_on()) {
        targets_.keep_durable();
        ledger_.keep_durable();
    }
}

void log_sync::doubt_all() {
    for (const auto &target : targets_.all()) {
        changed(*target);
    }
}

void log_sync::changed(log_target &target) {
    if (!target.is_unsynced && schedule_.is_on()) {
        target.is_unsynced = true;
        unsynced_.push_back(&target);
    }
}

void log_sync::forget(log_target &target) {
    if (target.is_unsynced && schedule_.is_on() && target.file.is_open()) {
        const std::error_code failed = target.file.sync();
        if (failed && !is_absent(failed)) { // its folder may be gone, too
            targets_.notice(describe("sync", target.file.path(), failed));
        }
    }
    unsynced_.erase(
        std::remove_if(
            unsynced_.begin(), unsynced_.end(),
            [&](const log_target *each) { return each == &target || each->stands_for == &target; }),
        unsynced_.end());
}

std::error_code log_sync::force(wall_time now) {
    if (!schedule_.is_due(now)) {
        return {};
    }
    if (const std::error_code failed = ledger_.sync()) {
        return failed;
    }
    for (; !unsynced_.empty(); unsynced_.pop_back()) {
        log_target &target = *unsynced_.back();
        std::error_code failed = targets_.open(target, now);
        if (!failed) {
            failed = target.file.sync();
        }
        if (failed) {
            return failed;
        }
        target.is_unsynced = false;
    }
    schedule_.done();
    return {};
}

std::error_code log_sync::force_ledger() {
    return schedule_.is_on() ? ledger_.sync() : std::error_code{};
}

} // namespace mailslog
