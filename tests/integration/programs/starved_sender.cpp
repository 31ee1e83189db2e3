// Makes its sink while there is no memory for a lane, logs, gets memory, and logs again.
#include <chrono>
#include <sys/resource.h>
#include <thread>

#include "sender.h"

namespace {

/// Whether the process may map no more than a little.
void limit_memory(bool is_limited) {
    rlimit limit{};
    ::getrlimit(RLIMIT_AS, &limit);
    constexpr rlim_t little = rlim_t{64} * 1024 * 1024;
    limit.rlim_cur = is_limited ? little : limit.rlim_max;
    ::setrlimit(RLIMIT_AS, &limit);
}

} // namespace

int main(int argc, char **argv) {
    sender_arguments arguments = parse_sender_arguments(argc, argv);
    arguments.config.lane_bytes = std::size_t{64} * 1024 * 1024;
    arguments.config.outbox_bytes = std::size_t{16} * 1024;
    limit_memory(true);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"starved", sink};
    log_lines(log, 1, 1, arguments.lines);
    report(sink->stats());
    limit_memory(false);
    log_lines(log, 2, 1, arguments.lines);
    while (sink->stats().waiting_bytes > 0) {
        log.flush();
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    report(sink->stats());
}
