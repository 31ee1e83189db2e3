// How a program hears on POSIX that it should stop. (The Windows program's tests press Ctrl-C.)
#include <cerrno>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

#include "collector/system/console.h"
#include "tests/support/catch.h"

using mailslog::stop_request;

namespace {

void count(void *context) {
    ++*static_cast<volatile sig_atomic_t *>(context);
}

using signal_action = void (*)(int);

signal_action action_of(int number) {
    struct sigaction now {};
    REQUIRE(::sigaction(number, nullptr, &now) == 0);
    return now.sa_handler;
}

/// Runs `act` in a child process; its wait status (waitpid(2)).
template <typename act_type>
int status_of_child(act_type act) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(act());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return status;
}

} // namespace

TEST_CASE("a wish to stop is noted and wakes the program once", "[console_posix]") {
    const int number = GENERATE(SIGINT, SIGTERM, SIGHUP);
    volatile sig_atomic_t woken = 0;
    const stop_request stop{&count, const_cast<sig_atomic_t *>(&woken)};
    CHECK_FALSE(stop.is_requested());
    ::raise(number);
    CHECK(stop.is_requested());
    CHECK(woken == 1);
}

TEST_CASE("a second wish ends the program at once", "[console_posix]") {
    const int second = GENERATE(SIGINT, SIGTERM);
    const int status = status_of_child([&] {
        sig_atomic_t woken = 0;
        const stop_request stop{&count, &woken};
        ::raise(SIGINT);
        if (!stop.is_requested()) {
            return 1;
        }
        ::raise(second);
        return 2;
    });
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == second);
}

TEST_CASE("a program that outlives its terminal goes on so", "[console_posix]") {
    const auto before = ::signal(SIGHUP, SIG_IGN);
    {
        sig_atomic_t woken = 0;
        const stop_request stop{&count, &woken};
        ::raise(SIGHUP);
        CHECK_FALSE(stop.is_requested());
        CHECK(woken == 0);
    }
    CHECK(::signal(SIGHUP, before) == SIG_IGN);
}

TEST_CASE("what a signal did before, it does afterwards", "[console_posix]") {
    const int number = GENERATE(SIGINT, SIGTERM, SIGHUP);
    const auto before = action_of(number);
    sig_atomic_t woken = 0;
    for (int i = 0; i < 2; ++i) {
        const stop_request stop{&count, &woken};
        CHECK(action_of(number) != before);
        CHECK_FALSE(stop.is_requested());
        ::raise(number);
        CHECK(stop.is_requested());
    }
    CHECK(action_of(number) == before);
    CHECK(woken == 2);
}

TEST_CASE("closed standard streams stay closed to all that is opened later", "[console_posix]") {
    CHECK(status_of_child([] {
              ::close(STDIN_FILENO);
              ::close(STDERR_FILENO);
              const mailslog::plain_streams streams;
              char byte = 0;
              const bool fail = ::read(STDIN_FILENO, &byte, 1) < 0 && errno == EBADF &&
                                ::write(STDERR_FILENO, &byte, 1) < 0 && errno == EBADF;
              return fail && ::dup(STDOUT_FILENO) > STDERR_FILENO ? 0 : 1;
          }) == 0);
}
