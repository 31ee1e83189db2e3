#include "collector/intake/lane_quota.h"

#include <algorithm>

namespace mailslog {

lane_quota::lane_quota(std::size_t descriptors, std::size_t others) noexcept
    : limit_{std::min(
          max_lanes,
          descriptors - std::min(reserved_descriptors + others, (descriptors + 1) / 2))} {}

bool lane_quota::has_room_for(const lane_charge &lane) const {
    const auto user = users_.find(lane.user_id);
    const account used = user == users_.end() ? account{} : user->second;
    return lanes_ < limit_ && used.lanes < max_user_lanes &&
           lane.bytes <= max_user_bytes - std::min(used.bytes, max_user_bytes);
}

std::string lane_quota::refusal_of(const lane_charge &lane) const {
    if (lanes_ < limit_) {
        return "cannot take more lanes of user " + std::to_string(lane.user_id) +
               ", whose processes have as many as one user may have";
    }
    const std::string way_out = limit_ < max_lanes ? "; raise its limit of open files" : "";
    return "cannot take more lanes than the " + std::to_string(limit_) + " that are open" + way_out;
}

void lane_quota::add(const lane_charge &lane) {
    ++lanes_;
    account &user = users_[lane.user_id];
    ++user.lanes;
    user.bytes += lane.bytes;
}

void lane_quota::remove(const lane_charge &lane) {
    --lanes_;
    account &user = users_[lane.user_id];
    user.bytes -= lane.bytes;
    if (--user.lanes == 0) {
        users_.erase(lane.user_id);
    }
}

} // namespace mailslog
