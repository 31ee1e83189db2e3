// Forks while four other threads log; parent and children all go on logging through the same
// logger. LINES are each thread's and each child's; a child's thread number is 101 and on.
#include <atomic>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "sender.h"

namespace {

constexpr std::uint64_t threads = 4;
constexpr std::uint64_t children = 5;

/// The child leaves as a child should: without the destructors that are its parent's. Its lines
/// need none, they are out of its hands.
[[noreturn]] void live_as_child(spdlog::logger &log, std::uint64_t child, std::uint64_t lines) {
    log_lines(log, 100 + child, 1, lines);
    ::_exit(0);
}

/// Forks each child once the threads together have got some lines further.
bool fork_children(
    spdlog::logger &log, const std::atomic<std::uint64_t> &progress, std::uint64_t lines) {
    bool all_well = true;
    for (std::uint64_t child = 1; child <= children; ++child) {
        while (progress.load() < child * threads * lines / (children + 1)) {
            std::this_thread::yield();
        }
        const pid_t pid = ::fork();
        if (pid == 0) {
            live_as_child(log, child, lines);
        }
        int status = 1;
        ::waitpid(pid, &status, 0);
        all_well = all_well && pid > 0 && status == 0;
    }
    return all_well;
}

} // namespace

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"fork", sink};
    std::atomic<std::uint64_t> progress{0};
    std::vector<std::thread> loggers;
    for (std::uint64_t thread = 1; thread <= threads; ++thread) {
        loggers.emplace_back([&, thread] {
            for (std::uint64_t line = 1; line <= arguments.lines; ++line) {
                log_lines(log, thread, line, line);
                progress.fetch_add(1);
            }
        });
    }
    const bool all_well = fork_children(log, progress, arguments.lines);
    for (std::thread &logger : loggers) {
        logger.join();
    }
    report(sink->stats());
    return all_well ? 0 : 1;
}
