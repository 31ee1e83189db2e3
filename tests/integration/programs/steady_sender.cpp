// Logs LINES lines a second until the end of its input, each with its number and a text that its
// number tells, and reports stats(): PROGRAM SLOT LINES drop|wait NAME, as a process of that name.
// What it was kept from it makes up for in a burst. At each word of the test's it closes all its
// descriptors but the standard streams, as daemons do.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <unistd.h>

#include "sender.h"

int main(int argc, char **argv) {
    sender_arguments arguments = parse_sender_arguments(argc, argv);
    arguments.config.process_name = argc > 4 ? argv[4] : "";
    const auto pause = std::chrono::nanoseconds{std::chrono::seconds{1}} / arguments.lines;
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"steady", sink};
    std::atomic<bool> is_to_close{false};
    std::atomic<bool> is_over{false};
    std::thread listener{[&] {
        while (wait_for_a_word()) {
            is_to_close = true;
        }
        is_over = true;
    }};
    const std::string text(60, 'x');
    auto next = std::chrono::steady_clock::now();
    for (std::uint64_t line = 1; !is_over; ++line) {
        log.info("line {}: {}", line, text.substr(0, line * 37 % (text.size() + 1)));
        if (is_to_close.exchange(false)) {
            ::closefrom(STDERR_FILENO + 1);
        }
        next += pause;
        std::this_thread::sleep_until(next);
    }
    listener.join();
    report(sink->stats());
}
