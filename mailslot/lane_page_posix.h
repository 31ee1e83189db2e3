// The first page of a lane's memory, shared by the writer and the collector (docs/datagram.md).
//
// Each cache line has one side that stores to it often. The writer makes the page; the collector
// checks the constants once, and every number whenever it uses it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "mailslot/ring.h"

namespace mailslog {

inline constexpr std::size_t lane_page_bytes = 4096;
inline constexpr std::uint64_t lane_magic = 0x31656E616C6C736DULL; // "msllane1"

struct lane_page {
    std::uint64_t magic;
    std::uint64_t capacity_bytes;
    std::uint64_t stream_id;

    ring_indices ring;

    // Stored by the writer.
    alignas(64) std::atomic<std::uint64_t> logged;
    std::atomic<std::uint64_t> dropped;
    std::atomic<std::uint64_t> truncated;

    // Stored by the collector, and `asleep` by whoever rings the bell.
    alignas(64) std::atomic<std::uint32_t> asleep; // 1: ring the bell for the next line
    std::atomic<std::uint32_t> taken;              // 1: a collector has mapped the lane
    alignas(64) std::atomic<std::uint64_t> accounted;
};
static_assert(sizeof(lane_page) <= lane_page_bytes);
static_assert(offsetof(lane_page, stream_id) == 16);
static_assert(offsetof(lane_page, ring) == 64);
static_assert(offsetof(lane_page, logged) == 192);
static_assert(offsetof(lane_page, asleep) == 256);
static_assert(offsetof(lane_page, accounted) == 320);

} // namespace mailslog
