#include "collector/system/operator_requests.h"

#include <csignal>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

void count(void *calls) {
    ++*static_cast<int *>(calls);
}

} // namespace

TEST_CASE("each signal is a wish of its own, and wakes", "[operator_requests_posix]") {
    int calls = 0;
    operator_requests requests{&count, &calls};
    CHECK_FALSE(requests.take_reload());
    CHECK_FALSE(requests.take_rotation());
    ::raise(SIGHUP);
    CHECK(calls == 1);
    CHECK_FALSE(requests.take_rotation());
    CHECK(requests.take_reload());
    CHECK_FALSE(requests.take_reload());
    ::raise(SIGUSR1);
    CHECK(calls == 2);
    CHECK_FALSE(requests.take_reload());
    CHECK(requests.take_rotation());
    CHECK_FALSE(requests.take_rotation());
}

TEST_CASE("what SIGHUP did before it does again afterwards", "[operator_requests_posix]") {
    const auto before = ::signal(SIGHUP, SIG_IGN);
    int calls = 0;
    {
        const operator_requests requests{&count, &calls};
        ::raise(SIGHUP); // nohup(1) had it ignored: it ends nothing, and is heard all the same
    }
    CHECK(calls == 1);
    CHECK(::signal(SIGHUP, before) == SIG_IGN);
}

TEST_CASE("a rotation that is asked for late ends nobody", "[operator_requests_posix]") {
    int calls = 0;
    { const operator_requests requests{&count, &calls}; }
    ::raise(SIGUSR1);
    CHECK(calls == 0);
}
