#include "tests/support/hostile_lane_posix.h"

#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mailslog {
namespace {

constexpr int lane_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

void require(bool done, const char *what) {
    if (!done) {
        throw std::runtime_error(what);
    }
}

descriptor copy_of(const descriptor &original) {
    return descriptor{::fcntl(original.get(), F_DUPFD_CLOEXEC, 0)};
}

} // namespace

descriptor make_memory(std::size_t size_bytes, int seals) {
    descriptor memory{::memfd_create("hostile", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    require(::ftruncate(memory.get(), static_cast<off_t>(size_bytes)) == 0, "ftruncate");
    require(seals == 0 || ::fcntl(memory.get(), F_ADD_SEALS, seals) == 0, "F_ADD_SEALS");
    return memory;
}

hostile_lane::hostile_lane(std::size_t capacity)
    : memory_{make_memory(lane_page_bytes + capacity, lane_seals)} {
    require(mapped_.map(memory_.get(), lane_page_bytes + capacity), "mmap");
    std::memset(mapped_.data(), 0, lane_page_bytes + capacity);
    page().magic = lane_magic;
    page().capacity_bytes = capacity;
    int ends[2] = {-1, -1};
    require(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "pipe2");
    bell_.reset(ends[0]);
    ringer_.reset(ends[1]);
    ring_ = ring_producer{&page().ring, ring(), capacity};
}

attached_handles hostile_lane::handles() const {
    return handles(memory_, bell_);
}

attached_handles hostile_lane::handles(const descriptor &memory, const descriptor &bell) {
    attached_handles both;
    both.add(copy_of(memory).release());
    both.add(copy_of(bell).release());
    return both;
}

void hostile_lane::put(const std::string &frame) {
    char *room = ring_.reserve(frame.size());
    require(room != nullptr, "the lane is full");
    frame.copy(room, frame.size());
    ring_.publish();
}

void hostile_lane::set_head(std::uint64_t bytes) noexcept {
    page().ring.head.store(bytes, std::memory_order_release);
}

void hostile_lane::ring_bell() const {
    char strokes[16];
    (void)!::read(bell_.get(), strokes, sizeof strokes);
    require(::write(ringer_.get(), "!", 1) == 1, "the bell's pipe is full");
}

void hostile_lane::ring_without_end() const noexcept {
    char strokes[512] = {};
    for (;;) {
        (void)!::write(ringer_.get(), strokes, sizeof strokes);
        (void)!::read(bell_.get(), strokes, sizeof strokes);
    }
}

} // namespace mailslog
