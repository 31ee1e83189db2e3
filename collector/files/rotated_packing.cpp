#include "collector/files/rotated_packing.h"

namespace mailslog {

void rotated_packing::switch_to(bool is_on) {
    if (is_on == is_on_) {
        return;
    }
    is_on_ = is_on;
    to_release_.clear();
    if (!is_on_) {
        packer_.stop();
        return;
    }
    for (const auto &[live_path, through] : closed_) {
        to_release_.push_back({live_path, through});
    }
}

void rotated_packing::hand_over(const std::vector<closed_log> &closed) {
    for (const closed_log &log : closed) {
        closed_[log.live_path] = log.through;
        if (is_on_) {
            to_release_.push_back(log);
        }
    }
    if (!to_release_.empty() && !packer_.release(to_release_)) {
        to_release_.clear();
    }
}

} // namespace mailslog
