// Requests that come neither by a signal nor from a terminal.
#include "collector/system/operator_requests.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "collector/intake/rotation_door_windows.h"
#include "mailslot/process.h"
#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;

void count_up(void *count) {
    ++*static_cast<std::atomic<int> *>(count);
}

TEST_CASE("who asks for a reload wakes the collector, once", "[operator_requests_windows]") {
    std::atomic<int> wakes{0};
    operator_requests requests{count_up, &wakes};
    CHECK_FALSE(requests.take_reload());
    operator_requests::ask_for_reload();
    CHECK(wakes == 1);
    CHECK(requests.take_reload());
    CHECK_FALSE(requests.take_reload());
}

TEST_CASE("a reload that nobody hears is nothing", "[operator_requests_windows]") {
    { const operator_requests gone{count_up, nullptr}; }
    operator_requests::ask_for_reload();
}

TEST_CASE(
    "a knock is a request to rotate, and the door tells of the answer",
    "[operator_requests_windows]") {
    std::atomic<int> wakes{0};
    CHECK_FALSE(rotation_door::answer_path_of(process_id()));
    {
        operator_requests requests{count_up, &wakes};
        REQUIRE_FALSE(requests.hear_at("C:\\a log.rotation"));
        CHECK(rotation_door::answer_path_of(process_id()) == "C:\\a log.rotation");
        REQUIRE_FALSE(rotation_door::knock(process_id()));
        while (wakes == 0) {
            std::this_thread::sleep_for(1ms);
        }
        CHECK(requests.take_rotation());
        CHECK_FALSE(requests.take_reload());
    }
    CHECK_FALSE(rotation_door::answer_path_of(process_id()));
    CHECK(rotation_door::knock(process_id()));
}

} // namespace
