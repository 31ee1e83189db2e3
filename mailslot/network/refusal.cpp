#include "mailslot/network/refusal.h"

namespace mailslog {
namespace {

const char *name_of(refusal reason) noexcept {
    switch (reason) {
    case refusal::too_long:
        return "too long";
    case refusal::not_allowed:
        return "not allowed";
    case refusal::other_scope:
        return "other scope";
    case refusal::other_computer:
        return "other computer";
    case refusal::other_slot:
        return "other slot";
    case refusal::unsealed:
        return "unsealed";
    case refusal::forged:
        return "forged";
    case refusal::replayed:
        return "replayed";
    case refusal::stale:
        return "stale";
    case refusal::repeated_message:
        return "repeated";
    }
    return "unknown";
}

} // namespace

std::vector<refused_messages> refusal_counts::all() const {
    std::vector<refused_messages> found;
    const auto add = [&found](const char *name, const counter &one) {
        if (const std::uint64_t count = one.load(std::memory_order_relaxed)) {
            found.push_back({name, count});
        }
    };
    for (std::size_t i = 0; i < refusal_count; ++i) {
        add(name_of(static_cast<refusal>(i)), refusals_[i]);
    }
    for (std::size_t i = 0; i < nbt_drop_count; ++i) {
        add(name_of(static_cast<nbt_drop>(i)), drops_[i]);
    }
    return found;
}

} // namespace mailslog
