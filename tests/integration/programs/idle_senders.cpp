// As many processes as LINES says: each logs one line and then does nothing until the end of the
// standard input that they share.
#include <sys/wait.h>
#include <unistd.h>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    for (std::uint64_t sender = 0; sender < arguments.lines; ++sender) {
        if (::fork() == 0) {
            const auto log = mailslog::mailslot_logger_mt("idle", arguments.config);
            log_lines(*log, 1, 1, 1);
            say("logged");
            wait_for_a_word();
            ::_exit(0);
        }
    }
    while (::wait(nullptr) > 0) {
    }
}
