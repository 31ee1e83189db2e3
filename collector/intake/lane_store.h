// Where lanes are adopted. Where there is a service manager it is asked to keep each one, so that
// even the lines of a sender that ends while no collector runs are there for the next one. One
// thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "collector/intake/handed_over.h"
#include "collector/intake/lane_table.h"
#include "collector/ledger/ledger_group.h"
#include "collector/system/service_manager.h"

namespace mailslog {

class lane_store {
public:
    /// Lanes are adopted into `lanes`, which lives as long as this.
    explicit lane_store(lane_table &lanes) : lanes_{lanes} {}

    /// As lane_table::adopt(). That the manager keeps a lane is tried with each offer of it until
    /// it succeeds.
    std::error_code
    adopt(const stream_header &offer, attached_handles handles, const ledger_group &ledgers);
    /// Adopts what a predecessor had kept; lets go of what is no lane.
    void restore(std::vector<kept_lane> lanes, const ledger_group &ledgers);
    /// The lane has ended, and all of it is written. What the manager has no room to be told is
    /// told it by let_go().
    void forget(lane_source &source);
    /// Tells the manager what it has not been told yet, as far as it has room.
    void let_go();
    bool has_to_let_go() const noexcept { return !unwanted_.empty(); }

private:
    /// Of more, some stay with the manager until the next collector lets go of them.
    static constexpr std::size_t max_unwanted = 4096;

    void let_go_of(const std::string &name);
    void keep(const lane_name &name, const lane_identity &identity, const attached_handles &both);

    lane_table &lanes_;
    handle_store store_;
    std::map<lane_identity, std::string> kept_; // and under which name
    std::set<std::string> unwanted_;            // names that the manager is to let go of
};

} // namespace mailslog
