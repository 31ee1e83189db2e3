// Logs from eight threads through one sink.
#include <thread>
#include <vector>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"threads", sink};
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 1; thread <= 8; ++thread) {
        threads.emplace_back([&, thread] { log_lines(log, thread, 1, arguments.lines); });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    report(sink->stats());
}
