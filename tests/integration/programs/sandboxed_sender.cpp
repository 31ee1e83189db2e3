// Forbids itself memfd_create, as a sandbox might, and logs: by datagram, then.
#include <cerrno>
#include <sys/syscall.h>

#include "sender.h"
#include "tests/support/refused_call_posix.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    if (!mailslog::refuse_call(SYS_memfd_create, EPERM)) {
        std::perror("seccomp");
        return 1;
    }
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"sandboxed", sink};
    log_lines(log, 1, 1, arguments.lines);
    report(sink->stats());
}
