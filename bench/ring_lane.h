// The memory that the limit's producer and receiver share: the counts of bytes, and the ring. No
// product: it takes lines from nobody hostile, accounts for none, and names no sender.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace mailslog_bench {

struct ring_counts {
    alignas(64) std::atomic<std::uint64_t> head; // bytes written so far
    alignas(64) std::atomic<std::uint64_t> tail; // bytes taken so far
};

inline constexpr std::size_t ring_begins_at = 4096; // in the shared memory; the counts are at 0
inline constexpr std::size_t ring_bytes = std::size_t{1024} * 1024;

} // namespace mailslog_bench
