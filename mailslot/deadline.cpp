#include "mailslot/deadline.h"

#include <algorithm>

namespace mailslog {
namespace {

using std::chrono::milliseconds;

/// Beyond it clock arithmetic could overflow.
constexpr milliseconds longest_timeout = std::chrono::hours{24 * 365};
/// The most milliseconds fit an int.
constexpr milliseconds longest_wait = std::chrono::hours{24};

} // namespace

deadline::deadline(milliseconds timeout, clock::time_point now) noexcept
    : never_(timeout < milliseconds::zero()),
      end_(now + std::clamp(timeout, milliseconds::zero(), longest_timeout)) {}

int deadline::remaining_ms(clock::time_point now) const noexcept {
    if (never_) {
        return -1;
    }
    const auto left =
        std::clamp<clock::duration>(end_ - now, clock::duration::zero(), longest_wait);
    return static_cast<int>(std::chrono::ceil<milliseconds>(left).count());
}

} // namespace mailslog
