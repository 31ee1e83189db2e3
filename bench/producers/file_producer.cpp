// Logs with spdlog's own sinks: "file" (buffered), "file_flush" (each line), "rotating" (buffered,
// 64 MiB a file).
#include <memory>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include "bench/producers/producer.h"

using namespace mailslog_bench;

namespace {

constexpr std::size_t rotated_bytes = std::size_t{64} << 20U;
constexpr std::size_t rotated_files = 20;

std::shared_ptr<spdlog::sinks::sink> make_sink(const producer_options &options) {
    if (options.variant == "rotating") {
        return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            options.target, rotated_bytes, rotated_files);
    }
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.target);
}

} // namespace

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    spdlog::logger log{"bench", make_sink(options)};
    if (options.variant == "file_flush") {
        log.flush_on(spdlog::level::trace);
    }
    return run_producer(
        options, [&log](unsigned, const order &order) { log_order(log, order); },
        [&log] {
            log.flush();
            return 0;
        });
}
