#include "mailslot/lane_search.h"

// There are no lanes on Windows.

namespace mailslog {

void find_lanes(const std::vector<wanted_lane> &, const found_lane_handler &) {}

} // namespace mailslog
