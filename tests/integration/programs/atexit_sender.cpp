// Logs its last line from a handler of atexit(3) that runs after the destructors of all statics,
// through a logger that nobody destroys.
#include "sender.h"

namespace {

std::shared_ptr<spdlog::logger> *last_logger = nullptr;
std::uint64_t last_line = 0;

void say_last_line() {
    log_lines(**last_logger, 1, last_line, last_line);
}

} // namespace

int main(int argc, char **argv) {
    std::atexit(say_last_line); // before anything of ours: so it runs last
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    last_logger =
        new std::shared_ptr<spdlog::logger>{std::make_shared<spdlog::logger>("atexit", sink)};
    last_line = arguments.lines;
    log_lines(**last_logger, 1, 1, arguments.lines - 1);
}
