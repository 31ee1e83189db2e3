// Logs through spdlog's asynchronous logger, made by our factory template.
#include <spdlog/async.h>
#include <spdlog/spdlog.h>

#include "sender.h"

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto log = mailslog::mailslot_logger_mt<spdlog::async_factory>("async", arguments.config);
    log_lines(*log, 1, 1, arguments.lines);
    spdlog::shutdown();
}
