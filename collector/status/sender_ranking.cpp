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

} // namespace

void fill_senders(collector_status &status, const ledger &accounts) {
    std::map<sender_key, sender_status> senders; // whose keys lie in the accounts
    for (const stream_account *account : accounts.accounts()) {
        if (account->last_seen_ns >= status.started_ns) {
            add(senders[key_of(*account)], *account);
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
