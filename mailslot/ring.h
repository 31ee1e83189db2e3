// A ring of frames between one producer and one consumer, over memory that both can reach.
//
// Arithmetic only: no system call, no allocation in the producer. The memory may be shared with a
// process that is hostile, dead or in the middle of anything: each side keeps its own position
// privately, takes the other's from ring_indices, and checks it before use.
//
// head and tail count bytes since the ring was made and never wrap; a position is the count modulo
// the capacity. A frame is a 32-bit length and as many bytes, padded to 4, never split: where the
// end of the ring is too near, skip_to_start stands for a length and the frame begins at 0.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/wire.h"

namespace mailslog {

/// The two counts, each on a cache line of its own. All zero is an empty ring.
struct ring_indices {
    alignas(64) std::atomic<std::uint64_t> head; // stored by the producer
    alignas(64) std::atomic<std::uint64_t> tail; // stored by the consumer
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "shared between processes");

inline constexpr std::uint32_t ring_skip_to_start = 0xFFFFFFFF;
inline constexpr std::size_t ring_frame_header_bytes = 4;
inline constexpr std::size_t ring_max_frame_bytes = wire::max_datagram_bytes;

/// Whether `bytes` may be a ring's capacity: a power of two, 4 KiB to 1 GiB.
constexpr bool is_ring_capacity(std::size_t bytes) noexcept {
    return bytes >= 4096 && bytes <= (std::size_t{1} << 30) && (bytes & (bytes - 1)) == 0;
}

class ring_producer {
public:
    ring_producer() = default;
    /// `data` has `capacity` bytes (is_ring_capacity); indices and data outlive the producer.
    ring_producer(ring_indices *indices, char *data, std::size_t capacity) noexcept;

    /// Room for a frame of `size` bytes (at most a quarter of the capacity and
    /// ring_max_frame_bytes), contiguous; null when the ring has none at the moment.
    /// Nothing is visible to the consumer before publish().
    char *reserve(std::size_t size) noexcept;
    /// Shows the reserved frame to the consumer: one release store.
    void publish() noexcept;

    /// Bytes of the ring that the consumer has not freed yet.
    std::size_t used_bytes() const noexcept;

    std::size_t capacity() const noexcept { return capacity_; }

    /// The producer of another ring of the same capacity, which now holds what the consumer of this
    /// one has not freed; what that stored before it freed the rest is seen by then.
    ring_producer copied_to(ring_indices *indices, char *data) const noexcept;

private:
    bool has_room(std::size_t bytes) noexcept;
    void fetch_ahead(std::size_t bytes) const noexcept;

    ring_indices *indices_ = nullptr;
    char *data_ = nullptr;
    std::size_t capacity_ = 0;
    std::uint64_t head_ = 0;
    std::uint64_t reserved_head_ = 0;
    std::uint64_t known_tail_ = 0;
};

/// Frames copied out of a ring, and the memory that they lie in; reused from read to read.
struct ring_batch {
    std::string memory;
    std::vector<std::string_view> frames;
};

class ring_consumer {
public:
    ring_consumer() = default;
    /// Goes on where the ring's tail stands, if that is a possible place.
    ring_consumer(ring_indices *indices, const char *data, std::size_t capacity) noexcept;

    /// Bytes published and not yet read; nothing when the indices make no sense.
    bool has_more() const noexcept;

    /// How much of the ring holds what was published and not yet read, in 256ths, rounded down.
    unsigned unread_share() const noexcept;

    /// Copies out what was published since the last read(), and only then looks into it: whole
    /// frames out of `max_bytes`, or out of two of the longest frames if not one is in these. Frees
    /// nothing: consume() does. False when the ring is corrupt: indices that run backwards or too
    /// far, a frame that does not fit or is longer than any may be. What stood before it is in
    /// `out` nevertheless; nothing more can be read then.
    bool read(std::size_t max_bytes, ring_batch &out);
    /// Frees all that was read: one release store.
    void consume() noexcept;
    /// What was read and is not freed takes more than half of the ring.
    bool is_crowded() const noexcept { return read_ - consumed_ > capacity_ / 2; }

private:
    std::size_t take_frames(std::size_t copied, std::size_t available, ring_batch &out);
    void copy_out(std::size_t bytes, std::string &to) const;
    std::size_t position(std::size_t ahead) const noexcept;

    ring_indices *indices_ = nullptr;
    const char *data_ = nullptr;
    std::size_t capacity_ = 0;
    std::uint64_t read_ = 0; // our own record of the tail, not the shared one
    std::uint64_t consumed_ = 0;
    bool corrupt_ = false;
};

} // namespace mailslog
