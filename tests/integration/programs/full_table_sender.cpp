// Logs while it can open no descriptor, or fewer than a lane needs, and again once it can:
// PROGRAM SLOT LINES drop|wait LEFT
#include <chrono>
#include <fcntl.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "sender.h"

namespace {

std::vector<int> fill_descriptor_table(int left) {
    const rlimit limit{64, 64};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    std::vector<int> taken;
    for (int fd = ::open("/dev/null", O_RDONLY); fd >= 0; fd = ::open("/dev/null", O_RDONLY)) {
        taken.push_back(fd);
    }
    for (; left > 0; --left) {
        ::close(taken.back());
        taken.pop_back();
    }
    return taken;
}

} // namespace

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const std::vector<int> taken = fill_descriptor_table(argc > 4 ? std::atoi(argv[4]) : 0);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"full", sink};
    log_lines(log, 1, 1, arguments.lines);
    say("logged with a full table");
    wait_for_a_word();
    for (const int fd : taken) {
        ::close(fd);
    }
    log_lines(log, 2, 1, arguments.lines);
    while (sink->stats().waiting_bytes > 0) {
        log.flush();
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    report(sink->stats());
}
