#include "collector/intake/account_table.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace mailslog {
namespace {

// An eviction looks at every account, so it makes room for this many more at once.
constexpr std::size_t eviction_slack = account_table::max_accounts / 16;

bool is_older(const stream_account *a, const stream_account *b) noexcept {
    return std::tuple{a->last_seen_ns, a->stream_id} < std::tuple{b->last_seen_ns, b->stream_id};
}

bool is_settled(const stream_account &account) noexcept {
    return account.missing.empty() && account.untold == 0;
}

/// Who a stream is of, as far as it can be told.
using sender_key = std::pair<std::string_view, std::uint32_t>;

sender_key sender_of(const stream_account &account) noexcept {
    return account.address.empty() ? sender_key{{}, account.process_id}
                                   : sender_key{account.address, 0};
}

/// A place in the order of going.
struct place {
    const stream_account *account = nullptr;
    std::size_t newer_ones = 0; // of the same sender
};

bool goes_before(const place &a, const place &b) noexcept {
    const auto class_of = [](const place &at) {
        return std::tuple{!at.account->ended, is_proven(*at.account)};
    };
    return class_of(a) != class_of(b)     ? class_of(a) < class_of(b)
           : a.newer_ones != b.newer_ones ? a.newer_ones > b.newer_ones
                                          : is_older(a.account, b.account);
}

std::vector<place> places_of(std::vector<const stream_account *> accounts) {
    std::sort(accounts.begin(), accounts.end(), is_older);
    std::map<sender_key, std::size_t> newer_ones;
    std::vector<place> places;
    places.reserve(accounts.size());
    for (auto account = accounts.rbegin(); account != accounts.rend(); ++account) {
        places.push_back({*account, newer_ones[sender_of(**account)]++});
    }
    return places;
}

} // namespace

bool is_proven(const stream_account &account) noexcept {
    return account.written >= account_table::proven_lines;
}

const stream_account *account_table::find(std::uint64_t stream_id) const {
    const entry *recent = recent_[place_of(stream_id)];
    if (recent != nullptr && recent->account.stream_id == stream_id) {
        return &recent->account;
    }
    const auto found = entries_.find(stream_id);
    return found == entries_.end() ? nullptr : &found->second.account;
}

std::vector<const stream_account *> account_table::all() const {
    std::vector<const stream_account *> accounts;
    accounts.reserve(entries_.size());
    for (const auto &[stream_id, entry] : entries_) {
        accounts.push_back(&entry.account);
    }
    std::sort(accounts.begin(), accounts.end(), [](const auto *a, const auto *b) {
        return a->stream_id < b->stream_id;
    });
    return accounts;
}

stream_account &account_table::change(std::uint64_t stream_id) {
    entry *&recent = recent_[place_of(stream_id)];
    if (recent == nullptr || recent->account.stream_id != stream_id) {
        recent = &entries_[stream_id];
        recent->account.stream_id = stream_id;
    }
    entry &entry = *recent;
    if (!entry.changed) {
        entry.changed = true;
        changed_.push_back(stream_id);
    }
    return entry.account;
}

bool account_table::clear_changed() {
    for (const auto stream_id : changed_) {
        entries_[stream_id].changed = false;
    }
    changed_.clear();
    in_the_way_.clear();
    return is_crowded() && evict_surplus();
}

void account_table::restore(const stream_account &account) {
    entries_[account.stream_id].account = account;
}

void account_table::pin(std::uint64_t stream_id, bool pinned) {
    if (pinned) {
        pinned_.insert(stream_id);
    } else {
        pinned_.erase(stream_id);
    }
}

bool account_table::is_crowded() const noexcept {
    return entries_.size() > max_accounts + pinned_.size();
}

std::vector<const stream_account *> account_table::unpinned() const {
    std::vector<const stream_account *> accounts;
    for (const auto &[stream_id, entry] : entries_) {
        if (pinned_.count(stream_id) == 0) {
            accounts.push_back(&entry.account);
        }
    }
    return accounts;
}

/// Those whose turn to go it is.
std::vector<const stream_account *> account_table::surplus() const {
    std::vector<place> places = places_of(unpinned());
    const std::size_t too_many = entries_.size() - (max_accounts + pinned_.size());
    const std::size_t count = std::min(too_many + eviction_slack, places.size());
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(places.begin(), end, places.end(), goes_before);
    std::vector<const stream_account *> accounts;
    accounts.reserve(count);
    std::transform(places.begin(), end, std::back_inserter(accounts), [](const place &place) {
        return place.account;
    });
    return accounts;
}

bool account_table::evict_surplus() {
    bool one_had_not_ended = false;
    for (const stream_account *account : surplus()) {
        if (is_settled(*account)) {
            one_had_not_ended = one_had_not_ended || !account->ended;
            entries_.erase(account->stream_id);
        } else {
            in_the_way_.insert(account->stream_id);
        }
    }
    recent_ = {};
    return one_had_not_ended;
}

} // namespace mailslog
