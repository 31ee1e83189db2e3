// Logs, closes all its descriptors but the standard streams, as daemons do, and goes on: logs as
// many lines for each word of the test's.
#include <unistd.h>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"closing", sink};
    log_lines(log, 1, 1, arguments.lines);
    ::closefrom(STDERR_FILENO + 1);
    say("closed");
    for (std::uint64_t logged = arguments.lines; wait_for_a_word(); logged += arguments.lines) {
        log_lines(log, 1, logged + 1, logged + arguments.lines);
        report(sink->stats());
    }
}
