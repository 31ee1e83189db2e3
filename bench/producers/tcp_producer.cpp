// Logs with spdlog's TCP sink.
#include <memory>

#include <spdlog/sinks/tcp_sink.h>

#include "bench/producers/producer.h"

using namespace mailslog_bench;

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    const spdlog::sinks::tcp_sink_config config{options.target, options.port};
    spdlog::logger log{"bench", std::make_shared<spdlog::sinks::tcp_sink_mt>(config)};
    return run_producer(
        options, [&log](unsigned, const order &order) { log_order(log, order); }, [] { return 0; });
}
