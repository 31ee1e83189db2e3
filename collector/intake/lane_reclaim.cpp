#include "collector/intake/lane_reclaim.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "mailslot/lane_search.h"

namespace mailslog {
namespace {

bool may_have_lane(const stream_account &account) noexcept {
    return !account.ended && account.lane.memory.inode != 0 && account.process_id != 0;
}

/// What several ledgers know is wanted once.
std::vector<wanted_lane> wanted_by(const ledger_group &ledgers) {
    std::vector<wanted_lane> wanted;
    std::set<std::uint64_t> streams;
    for (const ledger *ledger : ledgers.all()) {
        for (const stream_account *account : ledger->accounts()) {
            if (may_have_lane(*account) && streams.insert(account->stream_id).second) {
                wanted.push_back({account->process_id, account->stream_id, account->lane});
            }
        }
    }
    return wanted;
}

} // namespace

void reclaim_lanes(const ledger_group &ledgers, lane_store &lanes) {
    find_lanes(wanted_by(ledgers), [&](const wanted_lane &lane, attached_handles handles) {
        const std::string name = ledgers.find(lane.stream_id)->process_name;
        const stream_header sender{lane.stream_id, 0, lane.process_id, name};
        // One that can't be adopted now will be offered again, and judged then.
        (void)lanes.adopt(sender, std::move(handles), ledgers);
    });
}

} // namespace mailslog
