// Logs, then replaces itself: by itself, which logs as much again, and that one by a listing of the
// descriptors that it has inherited.
#include <string>
#include <unistd.h>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const bool is_second = std::getenv("EXEC_SENDER_IS_SECOND") != nullptr;
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"exec", sink};
    log_lines(log, is_second ? 2 : 1, 1, arguments.lines);
    if (is_second) {
        ::execl("/bin/ls", "ls", "/proc/self/fd", nullptr);
    } else {
        ::setenv("EXEC_SENDER_IS_SECOND", "1", 1);
        ::execv("/proc/self/exe", argv);
    }
    std::perror("exec");
    return 1;
}
