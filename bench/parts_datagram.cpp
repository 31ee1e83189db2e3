// A record into a datagram, and out of it again.
#include <array>

#include <benchmark/benchmark.h>

#include "bench/parts_sample.h"
#include "mailslot/datagram.h"

using namespace mailslog;
using namespace mailslog_bench;

namespace {

constexpr std::size_t limit_bytes = 424;
using buffer = std::array<char, limit_bytes>;

std::size_t encode_sample(buffer &to) {
    const stream_header header = sample_header();
    const line_record record = sample_line_record();
    const record_plan plan = plan_record(header, record, limit_bytes);
    encode_record(plan, header, record, to.data());
    return plan.datagram_bytes;
}

void encode(benchmark::State &state) {
    buffer bytes;
    for (auto _ : state) {
        benchmark::DoNotOptimize(encode_sample(bytes));
        benchmark::ClobberMemory();
    }
}
BENCHMARK(encode);

void decode(benchmark::State &state) {
    buffer bytes;
    const std::string_view encoded{bytes.data(), encode_sample(bytes)};
    for (auto _ : state) {
        datagram datagram;
        line_record record;
        benchmark::DoNotOptimize(decode_datagram(encoded, datagram));
        next_record(datagram.records, datagram.header.process_id, record);
        benchmark::DoNotOptimize(record);
    }
}
BENCHMARK(decode);

} // namespace
