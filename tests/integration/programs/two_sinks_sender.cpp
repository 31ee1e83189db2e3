// Logs through two sinks on one slot, turn by turn; each is a stream of its own.
#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto one = mailslog::mailslot_logger_mt("one", arguments.config);
    const auto other = mailslog::mailslot_logger_mt("other", arguments.config);
    for (std::uint64_t line = 1; line <= arguments.lines; ++line) {
        log_lines(*one, 1, line, line);
        log_lines(*other, 2, line, line);
    }
}
