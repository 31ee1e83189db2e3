#include "mailslot/network/recent_messages.h"

#include <functional>
#include <string_view>

namespace mailslog {
namespace {

/// Spreads the bits, so that two hashes put together do not cancel out (the constant is 2^64 over
/// the golden ratio).
std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) noexcept {
    constexpr std::uint64_t spread = 0x9E3779B97F4A7C15;
    hash = (hash ^ value) * spread;
    return hash ^ (hash >> 32);
}

std::uint64_t identity_of(const nbt_datagram &message) noexcept {
    const std::hash<std::string_view> hash;
    const auto &name = message.source.padded();
    return mixed(mixed(hash({name.data(), name.size()}), message.id), hash(message.bytes));
}

} // namespace

bool recent_messages::is_past(const sighting &seen, std::int64_t now_ns) noexcept {
    return now_ns < seen.time_ns || now_ns - seen.time_ns >= memory_ns; // or the clock was set back
}

bool recent_messages::is_repeated(const nbt_datagram &message, std::int64_t now_ns) {
    while (!in_order_.empty() && is_past(in_order_.front(), now_ns)) {
        forget_oldest();
    }
    const std::uint64_t identity = identity_of(message);
    if (!known_.insert(identity).second) {
        return true;
    }
    in_order_.push_back({identity, now_ns});
    if (in_order_.size() > max_messages) {
        forget_oldest();
    }
    return false;
}

void recent_messages::forget_oldest() {
    known_.erase(in_order_.front().identity);
    in_order_.pop_front();
}

} // namespace mailslog
