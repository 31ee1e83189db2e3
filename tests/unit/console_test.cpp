// A program that is asked to stop hears of it, on every system.
#include <atomic>
#include <string>
#include <vector>

#include "collector/console.h"
#include "tests/support/catch.h"
#include "tests/support/stop_signal.h"

using mailslog::standard_stream;
using mailslog::stop_request;

namespace {

void count(void *context) {
    ++*static_cast<std::atomic<int> *>(context);
}

} // namespace

TEST_CASE("a program that nobody asked to stop goes on", "[console]") {
    std::atomic<int> woken{0};
    const stop_request stop{&count, &woken};
    CHECK_FALSE(stop.is_requested());
    CHECK(woken == 0);
}
