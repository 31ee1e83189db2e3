// What a collector finds open at its start, sorted: the slot's socket, and the lanes that the
// collector before it had the service manager keep.
#pragma once

#include <cstddef>
#include <vector>

#include <mailslog/slot_reader.h>

#include "collector/intake/lane_name.h"
#include "collector/system/service_manager.h"

namespace mailslog {

/// The memory and the bell of a lane, as in an offer; fewer handles if not both were kept.
struct kept_lane {
    lane_name name;
    attached_handles handles;
};

struct handed_over {
    int socket = -1; // the first one; the taker closes it
    std::size_t socket_count = 0;
    std::vector<kept_lane> lanes;
};

/// Takes all of the handles; those that are of no use are closed.
handed_over sorted(const std::vector<handed_over_handle> &handles);

} // namespace mailslog
