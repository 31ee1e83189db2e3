#include "collector/summary.h"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "collector/format/escape.h"
#include "collector/format/line_origin.h"

namespace mailslog {
namespace {

std::string totals_of(const ledger_totals &totals) {
    return fmt::format(
        "received    {}\n"
        "written     {}\n"
        "lost        {}\n"
        "suppressed  {}\n"
        "duplicates  {}\n"
        "truncated   {}\n"
        "malformed   {}\n"
        "forged      {}\n",
        totals.received, totals.written, totals.lost, totals.suppressed, totals.duplicates,
        totals.truncated, totals.malformed, totals.forged);
}

std::string line_of(const stream_account &account) {
    std::string name;
    append_escaped_text(name, account.process_name);
    std::string host;
    append_escaped_text(host, account.host);
    std::string place;
    append_origin(place, {host, account.address});
    const std::string suppressed =
        account.suppressed == 0 ? "" : fmt::format("  suppressed {}", account.suppressed);
    return fmt::format(
        "sender {}[{}]{}  logged {}  written {}  lost {}{}\n", name, account.process_id, place,
        account.next - 1, account.written, account.lost, suppressed);
}

} // namespace

std::string summary_of(const ledger &ledger, std::int64_t since_ns, std::size_t max_senders) {
    std::vector<const stream_account *> senders = ledger.accounts();
    senders.erase(
        std::remove_if(
            senders.begin(), senders.end(),
            [&](const auto *account) { return account->last_seen_ns < since_ns; }),
        senders.end());
    std::stable_sort(senders.begin(), senders.end(), [](const auto *a, const auto *b) {
        return a->next > b->next;
    });
    std::string text = totals_of(ledger.totals());
    if (ledger.totals().unknown != 0) { // written or lost, before this ledger began to know
        text += fmt::format("unknown     {}\n", ledger.totals().unknown);
    }
    const std::size_t shown = std::min(senders.size(), max_senders);
    for (std::size_t i = 0; i < shown; ++i) {
        text += line_of(*senders[i]);
    }
    if (senders.size() > shown) {
        text += fmt::format("and {} more senders\n", senders.size() - shown);
    }
    return text;
}

std::string summary_of(const std::vector<refused_messages> &refused) {
    std::string text;
    for (const refused_messages &one : refused) {
        text += fmt::format("refused, {}  {}\n", one.reason, one.count);
    }
    return text;
}

} // namespace mailslog
