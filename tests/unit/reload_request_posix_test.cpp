// How a collector hears on POSIX that it should read its configuration again.
#include "collector/reload_request.h"

#include <csignal>

#include "collector/console.h"
#include "tests/support/catch.h"

namespace {

using namespace mailslog;

void count(void *context) {
    ++*static_cast<volatile sig_atomic_t *>(context);
}

} // namespace

TEST_CASE("each wish to reload is taken once and wakes the program", "[reload_request_posix]") {
    volatile sig_atomic_t woken = 0;
    reload_request request{&count, const_cast<sig_atomic_t *>(&woken)};
    CHECK_FALSE(request.take());
    for (int i = 1; i <= 2; ++i) {
        ::raise(SIGHUP);
        CHECK(woken == i);
        CHECK(request.take());
        CHECK_FALSE(request.take());
    }
}

TEST_CASE("a wish to reload is none to stop", "[reload_request_posix]") {
    sig_atomic_t woken = 0;
    const stop_request stop{&count, &woken};
    {
        reload_request request{&count, &woken};
        ::raise(SIGHUP);
        CHECK(request.take());
        CHECK_FALSE(stop.is_requested());
    }
    ::raise(SIGHUP);
    CHECK(stop.is_requested());
}
