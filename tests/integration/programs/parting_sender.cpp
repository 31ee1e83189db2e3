// Its threads go on logging while the program lets go of the sink: who logs last ends it.
#include <spdlog/spdlog.h>
#include <thread>
#include <vector>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    auto log = mailslog::mailslot_logger_mt("parting", arguments.config);
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 1; thread <= 8; ++thread) {
        threads.emplace_back([own = log, thread, lines = arguments.lines * thread / 8] {
            log_lines(*own, thread, 1, lines);
        });
    }
    spdlog::drop("parting"); // out of the registry
    log.reset();
    for (std::thread &thread : threads) {
        thread.join();
    }
}
