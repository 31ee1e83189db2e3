#include "collector/intake/claim_notices.h"

namespace mailslog {

bool claim_notices::is_due(std::uint64_t stream_id, wall_time now) const {
    return (is_new_minute(now) || this_minute_ < max_a_minute) && told_.count(stream_id) == 0;
}

void claim_notices::give(std::uint64_t stream_id, wall_time now) {
    if (is_new_minute(now)) {
        minute_ = now;
        this_minute_ = 0;
    }
    ++this_minute_;
    if (told_.size() == max_streams) {
        told_.clear();
    }
    told_.insert(stream_id);
}

/// Also when the clock was set back.
bool claim_notices::is_new_minute(wall_time now) const noexcept {
    return now < minute_ || now - minute_ >= std::chrono::minutes{1};
}

} // namespace mailslog
