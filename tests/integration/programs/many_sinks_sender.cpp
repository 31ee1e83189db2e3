// Logs through a thousand sinks in turn, far more than it may open descriptors for.
#include <sys/resource.h>
#include <vector>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const rlimit limit{256, 256};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    constexpr std::uint64_t count = 1000;
    std::vector<std::shared_ptr<mailslog::mailslot_sink_mt>> sinks;
    for (std::uint64_t i = 0; i < count; ++i) {
        mailslog::mailslot_sink_config config = arguments.config;
        config.lane_bytes = std::size_t{4} * 1024;
        config.outbox_bytes = std::size_t{4} * 1024;
        config.close_timeout = std::chrono::milliseconds{10};
        sinks.push_back(std::make_shared<mailslog::mailslot_sink_mt>(config));
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        spdlog::logger log{"many", sinks[i]};
        log_lines(log, i + 1, 1, arguments.lines);
    }
    mailslog::mailslot_sink_stats all;
    for (const auto &sink : sinks) {
        const auto stats = sink->stats();
        all.logged += stats.logged;
        all.dropped += stats.dropped;
        all.offers += stats.offers;
        all.by_datagram = all.by_datagram || stats.by_datagram;
    }
    report(all);
}
