// A test of its own: AddressSanitizer's allocator outlives no fork() while a thread starts, such as
// another case of handles may have left.
#include "mailslot/strangers_handle_posix.h"

#include <chrono>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/raw_socket_posix.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

TEST_CASE("a child by fork() closes on threads of its own", "[strangers_handle_fork]") {
    const int device = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    close_strangers_handle(::dup(device)); // the parent has a thread for it
    wait_for_closers();
    CHECK(ended_well(in_child([&] {
        close_strangers_handle(device);
        while (::fcntl(device, F_GETFD) >= 0) {
            std::this_thread::sleep_for(1ms);
        }
    })));
    ::close(device);
}

} // namespace
