// Logs, closes all its descriptors but the standard streams, as daemons do, and goes on: logs as
// many lines for each word of the test's. Words behind [drop|wait] say in what case:
//
// cut-off: nothing can be made any more that is as big as a lane
// forked: a child that it names keeps open what it had, until it is killed
#include <algorithm>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

#include "sender.h"

namespace {

constexpr unsigned child_seconds = 600; // if nobody kills it

void leave_child() {
    const pid_t child = ::fork();
    if (child == 0) {
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            ::close(stream);
        }
        ::alarm(child_seconds);
        ::pause();
        ::_exit(0);
    }
    std::printf("child %d\n", static_cast<int>(child));
    std::fflush(stdout);
}

void limit_files() {
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_FSIZE, &none) != 0) {
        std::exit(1);
    }
}

} // namespace

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto is_case = [&](std::string_view word) {
        return std::find(argv, argv + argc, word) != argv + argc;
    };
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"closing", sink};
    log_lines(log, 1, 1, arguments.lines);
    if (is_case("forked")) {
        leave_child();
    }
    if (is_case("cut-off")) {
        limit_files();
    }
    ::closefrom(STDERR_FILENO + 1);
    say("closed");
    for (std::uint64_t logged = arguments.lines; wait_for_a_word(); logged += arguments.lines) {
        log_lines(log, 1, logged + 1, logged + arguments.lines);
        report(sink->stats());
    }
}
