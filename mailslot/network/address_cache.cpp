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
address_cache::keep(std::string_view server, answer found, time_point now) {
    if (entries_.size() >= max_names) {
        entries_.clear();
    }
    const auto [place, is_new] = entries_.try_emplace(key_of(server));
    entry &kept = place->second;
    if (is_new || kept.found.error || !found.error) {
        kept.found = std::move(found);
    }
    kept.end = now + (kept.found.error ? error_lifetime : lifetime_);
    return kept.found;
}

} // namespace mailslog
