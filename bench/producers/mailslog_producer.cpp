// Logs through mailslog: "drop" (the default), "wait", "async" (spdlog's async logger before it),
// "each_thread" (as "wait", but each thread has a sink and so a lane of its own).
#include <memory>
#include <set>
#include <vector>

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

using loggers = std::vector<std::shared_ptr<spdlog::logger>>; // by thread

loggers loggers_of_each_thread(const producer_options &options) {
    loggers made;
    for (unsigned thread = 0; thread < options.threads; ++thread) {
        made.push_back(std::make_shared<spdlog::logger>(
            "bench", std::make_shared<mailslog::mailslot_sink_mt>(config_of(options))));
    }
    return made;
}

loggers make_loggers(const producer_options &options) {
    const mailslog::mailslot_sink_config config = config_of(options);
    if (options.variant == "each_thread") {
        return loggers_of_each_thread(options);
    }
    const auto shared = options.variant == "async"
                            ? mailslog::mailslot_logger_mt<spdlog::async_factory>("bench", config)
                            : mailslog::mailslot_logger_mt("bench", config);
    return loggers(options.threads, shared);
}

std::uint64_t dropped_by(const loggers &logs) {
    std::set<std::shared_ptr<spdlog::sinks::sink>> sinks;
    for (const auto &log : logs) {
        sinks.insert(log->sinks().front());
    }
    std::uint64_t dropped = 0;
    for (const auto &sink : sinks) {
        dropped += dynamic_cast<mailslog::mailslot_sink_mt &>(*sink).stats().dropped;
    }
    return dropped;
}

} // namespace

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    const loggers logs = make_loggers(options);
    return run_producer(
        options, [&logs](unsigned thread, const order &order) { log_order(*logs[thread], order); },
        [&logs] {
            spdlog::shutdown(); // an async logger's queue is empty then
            return dropped_by(logs);
        });
}
