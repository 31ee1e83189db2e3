#include "mailslot/network/count_window.h"

namespace mailslog {

count_window::count_window(std::uint32_t first) noexcept : highest_{first} {
    taken_.set(first % slots);
}

bool count_window::take(std::uint32_t count) noexcept {
    if (count > highest_) {
        move_to(count);
    } else if (highest_ - count > reach || taken_[count % slots]) {
        return false;
    }
    taken_.set(count % slots);
    return true;
}

void count_window::move_to(std::uint32_t count) noexcept {
    if (count - highest_ > reach) {
        taken_.reset();
    } else {
        for (std::uint32_t entering = highest_ + 1; entering != count; ++entering) {
            taken_.reset(entering % slots);
        }
    }
    highest_ = count;
}

} // namespace mailslog
