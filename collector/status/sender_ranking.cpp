#include "collector/status/sender_ranking.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace mailslog {
namespace {

using sender_key = std::tuple<std::string_view, std::string_view, std::uint32_t, std::string_view>;

sender_key key_of(const stream_account &account) {
    return {account.host, account.address, account.process_id, account.process_name};
}

void add(sender_status &sender, const stream_account &account) {
    sender.process_name = account.process_name;
    sender.process_id = account.process_id;
    sender.host = account.host;
    sender.address = account.address;
    sender.logged += account.next - 1;
    sender.written += account.written;
    sender.lost += account.lost;
    sender.suppressed += account.suppressed;
}

using sender_map = std::map<sender_key, sender_status>; // whose keys lie in the accounts

sender_map senders_of(const ledger &accounts, std::int64_t since_ns) {
    sender_map senders;
    for (const stream_account *account : accounts.accounts()) {
        if (account->last_seen_ns >= since_ns) {
            add(senders[key_of(*account)], *account);
        }
    }
    return senders;
}

void unite(sender_status &sender, const sender_status &elsewhere) {
    const std::uint64_t written = sender.written + elsewhere.written;
    const std::uint64_t lost = std::max(sender.lost, elsewhere.lost);
    const std::uint64_t suppressed = std::max(sender.suppressed, elsewhere.suppressed);
    sender = sender.logged < elsewhere.logged ? elsewhere : sender;
    sender.written = written;
    sender.lost = lost;
    sender.suppressed = suppressed;
}

} // namespace

void fill_senders(collector_status &status, const ledger_group &accounts) {
    sender_map senders = senders_of(*accounts.all().front(), status.started_ns);
    for (std::size_t i = 1; i < accounts.all().size(); ++i) {
        for (const auto &[key, sender] : senders_of(*accounts.all()[i], status.started_ns)) {
            const auto [known, is_new] = senders.emplace(key, sender);
            if (!is_new) {
                unite(known->second, sender);
            }
        }
    }
    std::vector<sender_status> all;
    all.reserve(senders.size());
    for (auto &[key, sender] : senders) {
        all.push_back(std::move(sender));
    }
    const auto busier = [](const sender_status &a, const sender_status &b) {
        return a.logged > b.logged;
    };
    const auto kept =
        static_cast<std::ptrdiff_t>(std::min(collector_status::max_senders, all.size()));
    std::partial_sort(all.begin(), all.begin() + kept, all.end(), busier);
    status.sender_count = all.size();
    all.resize(static_cast<std::size_t>(kept));
    status.senders = std::move(all);
}

} // namespace mailslog
