// Logs through mailslog: "drop" (the default), "wait", "async" (spdlog's async logger before it).
#include <memory>

#include <mailslog/mailslot_sink.h>
#include <spdlog/async.h>
#include <spdlog/spdlog.h>

#include "bench/producers/producer.h"

using namespace mailslog_bench;

namespace {

mailslog::mailslot_sink_config config_of(const producer_options &options) {
    mailslog::mailslot_sink_config config;
    config.slot = options.target;
    if (options.variant != "drop") {
        config.overflow = mailslog::overflow_policy::wait;
    }
    if (options.line_bytes > 300) { // what is longer would be cut
        config.datagram_bytes = options.line_bytes + 128;
    }
    return config;
}

std::shared_ptr<spdlog::logger> make_logger(const producer_options &options) {
    const mailslog::mailslot_sink_config config = config_of(options);
    if (options.variant == "async") {
        return mailslog::mailslot_logger_mt<spdlog::async_factory>("bench", config);
    }
    return mailslog::mailslot_logger_mt("bench", config);
}

} // namespace

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    const auto log = make_logger(options);
    const auto sink = std::dynamic_pointer_cast<mailslog::mailslot_sink_mt>(log->sinks().front());
    return run_producer(
        options, [&log](unsigned, const order &order) { log_order(*log, order); },
        [&sink] {
            spdlog::shutdown(); // an async logger's queue is empty then
            return sink->stats().dropped;
        });
}
