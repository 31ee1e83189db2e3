// Makes its sink as root and logs as nobody.
#include <unistd.h>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"setuid", sink};
    log_lines(log, 1, 1, 1);
    constexpr uid_t nobody = 65534;
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) {
        std::perror("setuid_sender");
        return 1;
    }
    log_lines(log, 1, 2, arguments.lines);
    log.flush();
    report(sink->stats());
}
