#include "mailslot/network/replay_guard.h"

#include <algorithm>

namespace mailslog {

replay_guard::replay_guard(std::size_t max_sessions) noexcept
    : max_sessions_{std::max<std::size_t>(max_sessions, 1)} {}

seal_verdict replay_guard::take(const seal_stamp &stamp) {
    const auto known = sessions_.find(stamp.session);
    return known == sessions_.end() ? take_first(stamp) : take_next(known->second, stamp);
}

seal_verdict replay_guard::take_first(const seal_stamp &stamp) {
    const std::int64_t floor_s =
        is_full() ? std::max<std::int64_t>(floor_s_, by_age_.begin()->first) : floor_s_;
    if (stamp.sent_s <= floor_s) {
        return seal_verdict::stale;
    }
    if (is_full()) {
        forget_longest_silent();
    }
    by_age_.emplace(stamp.sent_s, stamp.session);
    sessions_.emplace(stamp.session, session{count_window{stamp.count}, stamp.sent_s, floor_s_});
    return seal_verdict::good;
}

seal_verdict replay_guard::take_next(session &known, const seal_stamp &stamp) {
    if (stamp.sent_s <= known.floor_s) {
        return seal_verdict::stale;
    }
    if (!known.counts.take(stamp.count)) {
        return seal_verdict::repeated;
    }
    if (stamp.sent_s > known.newest_s) {
        auto age = by_age_.extract({known.newest_s, stamp.session});
        known.newest_s = stamp.sent_s;
        age.value().first = stamp.sent_s;
        by_age_.insert(std::move(age));
    }
    return seal_verdict::good;
}

void replay_guard::forget_longest_silent() {
    const auto longest_silent = by_age_.begin();
    floor_s_ = std::max<std::int64_t>(floor_s_, longest_silent->first);
    sessions_.erase(longest_silent->second);
    by_age_.erase(longest_silent);
}

} // namespace mailslog
