// `--compress` of a collector that runs: what is rotated is packed in the background while it is
// switched on. What was rotated before is packed when it is, and what is packed stays so.
//
// All functions are for the writer's thread, which never waits here (background_packer.h).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "collector/files/background_packer.h"
#include "collector/files/closed_log.h"
#include "collector/files/file_system.h"
#include "collector/files/rotation_clock.h"

namespace mailslog {

class rotated_packing {
public:
    /// As background_packer's. Switched off.
    rotated_packing(file_system &files, std::function<void()> on_notice)
        : packer_{files, std::move(on_notice)} {}

    void switch_to(bool is_on);
    /// These rotated files are never written to again. To be called now and then without any, too.
    void hand_over(const std::vector<closed_log> &closed);
    /// What could not be packed, once each.
    std::vector<std::string> take_notices() { return packer_.take_notices(); }

private:
    bool is_on_ = false;
    std::map<std::string, wall_time> closed_; // of each live file, the last stamp that is
    std::vector<closed_log> to_release_;      // what the packer does not know yet
    background_packer packer_;
};

} // namespace mailslog
