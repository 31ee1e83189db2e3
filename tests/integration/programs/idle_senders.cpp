// As many processes as LINES says: each logs one line and then does nothing until the end of the
// standard input that they share.
#include <chrono>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "sender.h"

namespace {

/// So many at once may find the slot's socket full; an application's flush_every() would see to it.
void make_known(spdlog::logger &log, mailslog::mailslot_sink_mt &sink) {
    while (sink.stats().offers == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        log.flush();
    }
}

} // namespace

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    for (std::uint64_t sender = 0; sender < arguments.lines; ++sender) {
        if (::fork() == 0) {
            const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
            spdlog::logger log{"idle", sink};
            log_lines(log, 1, 1, 1);
            make_known(log, *sink);
            wait_for_a_word();
            ::_exit(0);
        }
    }
    while (::wait(nullptr) > 0) {
    }
}
