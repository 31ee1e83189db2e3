// Finds lanes among what other processes have open, without their doing anything: for a collector
// that takes up what its predecessor left.
//
// Linux: /proc/PID/fd (proc(5)), which shows the processes of the same user, and all to who has
// CAP_SYS_PTRACE. Bells are copied (pidfd_getfd(2), Linux 5.6), since who holds his pipe's lock in
// the kernel holds up an open of it. Where that is refused, those of processes of the collector's
// own user are opened, and others' lanes are not found. Elsewhere nothing is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <mailslog/slot_reader.h>

#include "mailslot/lane.h"

namespace mailslog {

struct wanted_lane {
    std::uint32_t process_id = 0;
    std::uint64_t stream_id = 0; // as the lane's memory names it
    lane_place place;
};

/// So many descriptors are looked at in each process, from 0 up, and so many in all: a search has
/// an end, and nobody can use it up for the others.
inline constexpr std::size_t max_looks_a_process = 4096;
inline constexpr std::size_t max_looks = std::size_t{64} * max_looks_a_process;

using found_lane_handler = std::function<void(const wanted_lane &, attached_handles)>;

/// Calls `on_found` for each lane that its process still has, with handles like an offer's. What
/// has changed, is hidden or gone is passed over. Waits for none of the processes, but for one that
/// is in the midst of an execve(2).
void find_lanes(const std::vector<wanted_lane> &wanted, const found_lane_handler &on_found);

} // namespace mailslog
