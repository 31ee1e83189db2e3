#include "mailslot/ring.h"

#include <algorithm>
#include <cstring>

namespace mailslog {
namespace {

constexpr std::size_t alignment = 4;

constexpr std::size_t cache_line_bytes = 64;
constexpr std::uint64_t max_fetched_bytes = 8 * cache_line_bytes; // longer ones are rare

constexpr std::size_t padded(std::size_t bytes) noexcept {
    return (bytes + alignment - 1) & ~(alignment - 1);
}

constexpr std::size_t frame_bytes(std::size_t size) noexcept {
    return ring_frame_header_bytes + padded(size);
}

constexpr std::size_t longest_frame_bytes = frame_bytes(ring_max_frame_bytes);

std::uint32_t load_length(const char *from) noexcept {
    std::uint32_t length = 0;
    std::memcpy(&length, from, sizeof length);
    return length;
}

void store_length(char *to, std::uint32_t length) noexcept {
    std::memcpy(to, &length, sizeof length);
}

} // namespace

ring_producer::ring_producer(ring_indices *indices, char *data, std::size_t capacity) noexcept
    : indices_{indices}, data_{data}, capacity_{capacity}, head_{indices->head.load(
                                                               std::memory_order_relaxed)},
      reserved_head_{head_}, known_tail_{indices->tail.load(std::memory_order_acquire)} {}

char *ring_producer::reserve(std::size_t size) noexcept {
    // A quarter, so that an empty ring takes any frame, wherever its head stands.
    if (size > std::min(ring_max_frame_bytes, capacity_ / 4)) {
        return nullptr;
    }
    const std::size_t position = static_cast<std::size_t>(head_) & (capacity_ - 1);
    const std::size_t until_end = capacity_ - position;
    const std::size_t frame = frame_bytes(size);
    const std::size_t skipped = frame > until_end ? until_end : 0;
    if (!has_room(skipped + frame)) {
        return nullptr;
    }
    if (skipped != 0) {
        store_length(data_ + position, ring_skip_to_start);
    }
    char *at = data_ + (skipped != 0 ? 0 : position);
    store_length(at, static_cast<std::uint32_t>(size));
    reserved_head_ = head_ + skipped + frame;
    return at + ring_frame_header_bytes;
}

void ring_producer::publish() noexcept {
    const std::uint64_t frame = reserved_head_ - head_;
    head_ = reserved_head_;
    indices_->head.store(head_, std::memory_order_release);
    fetch_ahead(static_cast<std::size_t>(std::min(frame, max_fetched_bytes)));
}

/// The consumer has read what lies ahead, so its memory is in the other processor's cache. It comes
/// over while the application does something else, instead of in its next call.
void ring_producer::fetch_ahead(std::size_t bytes) const noexcept {
    constexpr int for_writing = 1;
    for (std::size_t ahead = 0; ahead <= bytes; ahead += cache_line_bytes) {
        const std::size_t position = static_cast<std::size_t>(head_ + ahead) & (capacity_ - 1);
        __builtin_prefetch(data_ + position, for_writing);
    }
}

std::size_t ring_producer::used_bytes() const noexcept {
    const std::uint64_t used = head_ - indices_->tail.load(std::memory_order_acquire);
    return static_cast<std::size_t>(std::min<std::uint64_t>(used, capacity_));
}

ring_producer ring_producer::copied_to(ring_indices *indices, char *data) const noexcept {
    indices->head.store(head_, std::memory_order_relaxed);
    indices->tail.store(head_ - used_bytes(), std::memory_order_relaxed);
    std::memcpy(data, data_, capacity_);
    return {indices, data, capacity_};
}

bool ring_producer::has_room(std::size_t bytes) noexcept {
    if (head_ + bytes - known_tail_ <= capacity_) {
        return true;
    }
    const std::uint64_t tail = indices_->tail.load(std::memory_order_acquire);
    if (head_ - tail > capacity_) { // no consumer of ours stores such a tail
        return false;
    }
    known_tail_ = tail;
    return head_ + bytes - known_tail_ <= capacity_;
}

ring_consumer::ring_consumer(ring_indices *indices, const char *data, std::size_t capacity) noexcept
    : indices_{indices}, data_{data}, capacity_{capacity},
      read_{indices->tail.load(std::memory_order_acquire)}, consumed_{read_} {
    const std::uint64_t waiting = indices->head.load(std::memory_order_acquire) - read_;
    corrupt_ = waiting > capacity_ || read_ % alignment != 0;
}

bool ring_consumer::has_more() const noexcept {
    return !corrupt_ && indices_ != nullptr &&
           indices_->head.load(std::memory_order_acquire) != read_;
}

unsigned ring_consumer::unread_share() const noexcept {
    constexpr std::uint64_t whole = 256;
    if (!has_more()) {
        return 0;
    }
    const std::uint64_t unread = indices_->head.load(std::memory_order_relaxed) - read_;
    return static_cast<unsigned>(std::min<std::uint64_t>(unread, capacity_) * whole / capacity_);
}

bool ring_consumer::read(std::size_t max_bytes, ring_batch &out) {
    out.frames.clear();
    if (corrupt_ || indices_ == nullptr) {
        return false;
    }
    const std::uint64_t waiting = indices_->head.load(std::memory_order_acquire) - read_;
    if (waiting > capacity_ || waiting % alignment != 0) {
        corrupt_ = true;
        return false;
    }
    const auto available = static_cast<std::size_t>(waiting);
    std::size_t copied = std::min(available, max_bytes);
    std::size_t parsed = take_frames(copied, available, out);
    if (out.frames.empty() && copied < available && !corrupt_) { // the first alone is longer
        copied = std::min(available, 2 * longest_frame_bytes);   // a skip and a frame
        parsed = take_frames(copied, available, out);
    }
    read_ += parsed;
    return !corrupt_;
}

std::size_t ring_consumer::take_frames(std::size_t copied, std::size_t available, ring_batch &out) {
    copy_out(copied, out.memory);
    std::size_t at = 0;
    while (at + ring_frame_header_bytes <= copied) {
        const std::size_t until_end = capacity_ - position(at);
        const std::size_t length = load_length(out.memory.data() + at);
        const bool skips = length == ring_skip_to_start;
        const bool is_possible = skips ? until_end < longest_frame_bytes && until_end < capacity_
                                       : length <= ring_max_frame_bytes;
        const std::size_t step = skips ? until_end : frame_bytes(length);
        if (!is_possible || step > until_end || step > available - at) {
            corrupt_ = true;
            break;
        }
        if (skips) {
            at += step;
            continue;
        }
        if (step > copied - at) {
            break;
        }
        out.frames.emplace_back(out.memory.data() + at + ring_frame_header_bytes, length);
        at += step;
    }
    return at;
}

void ring_consumer::copy_out(std::size_t bytes, std::string &to) const {
    if (to.size() < bytes) {
        to.resize(bytes);
    }
    const std::size_t from = position(0);
    const std::size_t first = std::min(bytes, capacity_ - from);
    std::memcpy(to.data(), data_ + from, first);
    std::memcpy(to.data() + first, data_, bytes - first);
}

std::size_t ring_consumer::position(std::size_t ahead) const noexcept {
    return static_cast<std::size_t>(read_ + ahead) & (capacity_ - 1);
}

void ring_consumer::consume() noexcept {
    indices_->tail.store(read_, std::memory_order_release);
    consumed_ = read_;
}

} // namespace mailslog
