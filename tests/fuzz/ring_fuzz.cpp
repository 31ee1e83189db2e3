// Whatever stands in a ring's memory and indices, its consumer stays inside and comes to an end.
#include "mailslot/ring.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

constexpr std::size_t capacity = 4096;
constexpr std::size_t index_bytes = 4;

std::uint64_t index_from(const std::uint8_t *data) {
    std::uint32_t index = 0;
    std::memcpy(&index, data, sizeof index);
    return index;
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    if (size < 2 * index_bytes) {
        return 0;
    }
    mailslog::ring_indices indices{};
    indices.tail = index_from(data);
    indices.head = indices.tail + index_from(data + index_bytes) % (2 * capacity);
    std::vector<char> memory(capacity); // of the heap, so that the sanitizer watches its ends
    std::memcpy(memory.data(), data + 2 * index_bytes, std::min(size - 2 * index_bytes, capacity));

    mailslog::ring_consumer consumer{&indices, memory.data(), capacity};
    mailslog::ring_batch batch;
    std::size_t total = 0;
    while (consumer.read(256, batch) && !batch.frames.empty()) {
        for (const std::string_view frame : batch.frames) {
            total += mailslog::ring_frame_header_bytes + frame.size();
        }
        consumer.consume();
    }
    if (total > capacity || indices.tail > indices.head) {
        std::abort();
    }
    return 0;
}
