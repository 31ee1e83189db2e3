// The ledger's account of a record, and lines into rotating files.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/parts_sample.h"
#include "collector/files/file_system.h"
#include "collector/files/rotating_file.h"
#include "collector/ledger/ledger.h"

using namespace mailslog;
using namespace mailslog_bench;

namespace {

void ledger_record(benchmark::State &state) {
    ledger ledger;
    stream_header header = sample_header();
    header.sequence = 0;
    for (auto _ : state) {
        ++header.sequence;
        const verdict verdict = ledger.judge(header.stream_id, header.sequence, arrival::lane, 1);
        ledger.enter(verdict, header, false, 1);
    }
    benchmark::DoNotOptimize(ledger.totals());
}
BENCHMARK(ledger_record);

wall_time now() {
    return std::chrono::time_point_cast<wall_time::duration>(wall_time::clock::now());
}

/// Batches of about 64 KiB, rotated every 16 MiB; of the files two are kept.
void rotate_write(benchmark::State &state) {
    std::string folder = (std::filesystem::temp_directory_path() / "bench-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        state.SkipWithError("no temporary folder");
        return;
    }
    rotation_settings settings;
    settings.max_bytes = std::uint64_t{16} << 20U;
    settings.keep.files = 2;
    rotating_file file{real_file_system(), folder + "/all.log", settings};
    std::string lines;
    while (lines.size() < 65536) {
        lines.append(sample_line).append("\n");
    }
    std::error_code error = file.open(now());
    for (auto _ : state) {
        if (!error && file.rotation_is_due(lines.size(), now())) {
            error = file.rotate(file.next_rotated_path(now()), now());
        }
        if (error || (error = file.append(lines))) {
            state.SkipWithError(error.message().c_str());
            break;
        }
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(lines.size()));
    std::filesystem::remove_all(folder);
}
BENCHMARK(rotate_write);

} // namespace
