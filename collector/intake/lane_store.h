// Where lanes are adopted. Where there is a service manager it is asked to keep each one, so that
// even the lines of a sender that ends while no collector runs are there for the next one. One
// thread.
#pragma once

#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "collector/intake/handed_over.h"
#include "collector/intake/lane_table.h"
#include "collector/ledger/ledger.h"
#include "collector/system/service_manager.h"

namespace mailslog {

class lane_store {
public:
    /// Lanes are adopted into `lanes`, which lives as long as this.
    explicit lane_store(lane_table &lanes) : lanes_{lanes} {}

    /// As lane_table::adopt(). That the manager keeps a lane is tried with each offer of it until
    /// it succeeds.
    std::error_code adopt(const stream_header &offer, attached_handles handles, ledger &ledger);
    /// Adopts what a predecessor had kept; lets go of what is no lane.
    void restore(std::vector<kept_lane> lanes, ledger &ledger);
    /// The lane has ended, and all of it is written.
    void forget(lane_source &source);

private:
    void keep(const lane_name &name, const lane_identity &identity, const attached_handles &both);

    lane_table &lanes_;
    handle_store store_;
    std::map<lane_identity, std::string> kept_; // and under which name
};

} // namespace mailslog
