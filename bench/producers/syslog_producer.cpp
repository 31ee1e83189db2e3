// Logs with spdlog's syslog sink, to whatever listens at /dev/log.
#include <memory>

#include <spdlog/sinks/syslog_sink.h>

#include "bench/producers/producer.h"

using namespace mailslog_bench;

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    spdlog::logger log{
        "bench", std::make_shared<spdlog::sinks::syslog_sink_mt>("bench", 0, LOG_USER, false)};
    return run_producer(
        options, [&log](unsigned, const order &order) { log_order(log, order); }, [] { return 0; });
}
