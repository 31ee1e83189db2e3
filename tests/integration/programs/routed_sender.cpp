// Logs through many loggers of one sink, in turns: PROGRAM SLOT LINES drop|wait LOGGERS NAME, LINES
// of each, as a process of that name. Logger N is called loggerN, and its lines are thread N's. It
// stays until it is told a word: with it would go what waits in its lane while there is no
// collector.
#include <string>
#include <vector>

#include "sender.h"

int main(int argc, char **argv) {
    sender_arguments arguments = parse_sender_arguments(argc, argv);
    const std::uint64_t loggers = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1;
    arguments.config.process_name = argc > 5 ? argv[5] : "";
    // Less than it logs: one that is done before a collector has heard of its lane would keep its
    // lines until it ends.
    arguments.config.lane_bytes = std::size_t{128} * 1024;
    const auto sink = std::make_shared<mailslog::mailslot_sink_st>(arguments.config);
    std::vector<spdlog::logger> logs;
    for (std::uint64_t i = 0; i < loggers; ++i) {
        logs.emplace_back("logger" + std::to_string(i), sink);
    }
    for (std::uint64_t line = 1; line <= arguments.lines; ++line) {
        for (std::uint64_t i = 0; i < loggers; ++i) {
            log_lines(logs[i], i, line, line);
        }
    }
    report(sink->stats());
    wait_for_a_word();
}
