// Does what its standard input says, a command a line, and says "done" after each:
//   log N     logs N lines of thread 1
//   stats     reports stats()
//   abort     calls abort()
// At the end of its input it ends in an orderly way.
#include <cinttypes>
#include <string>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"obedient", sink};
    std::uint64_t logged = 0;
    char command[80];
    while (std::fgets(command, sizeof command, stdin) != nullptr) {
        std::uint64_t lines = 0;
        if (std::sscanf(command, "log %" SCNu64, &lines) == 1) {
            log_lines(log, 1, logged + 1, logged + lines);
            logged += lines;
        } else if (std::strncmp(command, "stats", 5) == 0) {
            report(sink->stats());
        } else if (std::strncmp(command, "abort", 5) == 0) {
            std::abort();
        }
        say("done");
    }
}
