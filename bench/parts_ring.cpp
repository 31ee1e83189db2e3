// A frame into a ring, and out of it again, a batch at a time.
#include <cstring>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "mailslot/ring.h"

using namespace mailslog;

namespace {

constexpr std::size_t capacity = std::size_t{256} * 1024;
constexpr std::size_t frame_bytes = 150;
constexpr int batch_frames = 200;

void ring_write_and_read(benchmark::State &state) {
    const auto indices = std::make_unique<ring_indices>();
    std::vector<char> data(capacity);
    const std::vector<char> frame(frame_bytes, 'x');
    ring_producer producer{indices.get(), data.data(), capacity};
    ring_consumer consumer{indices.get(), data.data(), capacity};
    ring_batch batch;
    for (auto _ : state) {
        for (int count = 0; count < batch_frames; ++count) {
            std::memcpy(producer.reserve(frame_bytes), frame.data(), frame_bytes);
            producer.publish();
        }
        consumer.read(capacity, batch);
        benchmark::DoNotOptimize(batch.frames.data());
        consumer.consume();
    }
    state.SetItemsProcessed(state.iterations() * batch_frames);
}
BENCHMARK(ring_write_and_read);

} // namespace
