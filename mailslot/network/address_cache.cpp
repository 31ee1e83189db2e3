#include "mailslot/network/address_cache.h"

#include <algorithm>

#include "mailslot/ascii_case.h"

namespace mailslog {
namespace {

std::string key_of(std::string_view server) {
    std::string key{server};
    std::transform(key.begin(), key.end(), key.begin(), ascii_upper);
    return key;
}

} // namespace

const address_cache::answer *address_cache::find(std::string_view server, time_point now) const {
    const auto found = entries_.find(key_of(server));
    return found != entries_.end() && now < found->second.end ? &found->second.found : nullptr;
}

const address_cache::answer &
address_cache::keep(std::string_view server, answer found, time_point now, duration took) {
    if (entries_.size() >= max_names) {
        entries_.clear();
    }
    const auto [place, is_new] = entries_.try_emplace(key_of(server));
    entry &kept = place->second;
    const bool has_failed = static_cast<bool>(found.error);
    if (is_new || kept.found.error || !found.error) {
        kept.found = std::move(found);
    }
    if (kept.found.error) {
        kept.end = now + error_lifetime;
    } else if (has_failed) {
        const duration pause = std::min<duration>(pause_per_search * took, lifetime_);
        kept.end = now + std::max<duration>(pause, error_lifetime);
    } else {
        kept.end = now + lifetime_;
    }
    return kept.found;
}

} // namespace mailslog
