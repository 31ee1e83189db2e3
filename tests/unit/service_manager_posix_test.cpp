// What a service manager hands over and keeps, seen from both sides.
#include "collector/system/service_manager.h"

#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "collector/intake/handed_over.h"
#include "mailslot/descriptor_posix.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/service_manager_posix.h"

namespace {

using namespace mailslog;

/// Runs `body` in a child whose descriptors from 3 up are `handles`, as a manager starts a service.
/// Returns its result.
template <typename Body>
int in_service(const std::vector<int> &handles, const std::string &names, Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr int out_of_the_way = 100;
        for (std::size_t i = 0; i < handles.size(); ++i) {
            ::dup2(handles[i], out_of_the_way + static_cast<int>(i));
        }
        for (std::size_t i = 0; i < handles.size(); ++i) {
            ::dup2(out_of_the_way + static_cast<int>(i), 3 + static_cast<int>(i));
        }
        ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
        ::setenv("LISTEN_FDS", std::to_string(handles.size()).c_str(), 1);
        ::setenv("LISTEN_FDNAMES", names.c_str(), 1);
        ::_exit(body());
    }
    REQUIRE(child > 0);
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct some_handles {
    descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    descriptor memory{::memfd_create("some", MFD_CLOEXEC)};
    descriptor read_end;
    descriptor write_end;

    some_handles() {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        read_end.reset(ends[0]);
        write_end.reset(ends[1]);
    }
    attached_handles lane() const {
        attached_handles both;
        both.add(::dup(memory.get()));
        both.add(::dup(read_end.get()));
        return both;
    }
};

TEST_CASE("handles are taken with their names and kinds", "[service_manager_posix]") {
    const some_handles some;
    const int failed = in_service(
        {some.socket.get(), some.memory.get(), some.read_end.get()}, "logs.socket:one", [] {
            const auto handles = take_handed_over_handles();
            if (handles.size() != 3 || ::getenv("LISTEN_FDS") || ::getenv("LISTEN_PID") ||
                ::getenv("LISTEN_FDNAMES")) {
                return 1;
            }
            for (const auto &one : handles) {
                if (::fcntl(one.handle, F_GETFD) != FD_CLOEXEC) {
                    return 2;
                }
            }
            const bool is_right =
                handles[0].name == "logs.socket" && handles[0].kind == handle_kind::socket &&
                handles[0].handle == 3 && handles[1].name == "one" &&
                handles[1].kind == handle_kind::other && handles[2].name == "unknown" &&
                handles[2].kind == handle_kind::pipe;
            return is_right && take_handed_over_handles().empty() ? 0 : 3;
        });
    CHECK(failed == 0);
}

TEST_CASE("what is meant for another process is let be", "[service_manager_posix]") {
    const some_handles some;
    const int failed = in_service({some.socket.get()}, "logs", [] {
        ::setenv("LISTEN_PID", "1", 1);
        return take_handed_over_handles().empty() && ::getenv("LISTEN_FDS") == nullptr ? 0 : 1;
    });
    CHECK(failed == 0);
}

TEST_CASE("numbers that are none hand nothing over", "[service_manager_posix]") {
    const some_handles some;
    for (const char *count : {"", "-1", "0", "x", "3x", "99999999999", "2000000"}) {
        INFO(count);
        const int failed = in_service({some.socket.get()}, "logs", [&] {
            ::setenv("LISTEN_FDS", count, 1);
            return take_handed_over_handles().empty() ? 0 : 1;
        });
        CHECK(failed == 0);
    }
}

TEST_CASE("handles that are not open are passed over", "[service_manager_posix]") {
    const some_handles some;
    const int failed = in_service({some.socket.get()}, "logs:lost", [] {
        ::close(4);
        ::setenv("LISTEN_FDS", "2", 1);
        return take_handed_over_handles().size() == 1 ? 0 : 1;
    });
    CHECK(failed == 0);
}

TEST_CASE("handles are sorted into the slot's socket and lanes", "[service_manager_posix]") {
    const some_handles some;
    const std::string first = lane_name{1, 2, 3}.str();
    const std::string half = lane_name{4, 5, 6}.str();
    const auto copy = [](const descriptor &of) { return ::dup(of.get()); };
    handed_over found = sorted({
        {first, handle_kind::pipe, copy(some.read_end)},
        {"other", handle_kind::other, copy(some.memory)},
        {"slot", handle_kind::socket, copy(some.socket)},
        {half, handle_kind::other, copy(some.memory)},
        {first, handle_kind::other, copy(some.memory)},
        {"second", handle_kind::socket, copy(some.socket)},
    });
    const descriptor socket{found.socket};
    CHECK(socket);
    CHECK(found.socket_count == 2);
    REQUIRE(found.lanes.size() == 2);
    CHECK(found.lanes[0].name.stream_id == 1);
    REQUIRE(found.lanes[0].handles.size() == 2);
    CHECK(::fcntl(found.lanes[0].handles.get(0), F_GET_SEALS) >= 0); // the memory comes first
    CHECK(found.lanes[1].name.stream_id == 4);
    CHECK(found.lanes[1].handles.size() < 2);
}

TEST_CASE("the manager is told what to keep, and what no longer", "[service_manager_posix]") {
    test_manager manager{GENERATE(false, true)};
    const some_handles some;
    handle_store store;
    REQUIRE(store.is_there());
    REQUIRE_FALSE(store.keep("a-lane", some.lane()));
    REQUIRE_FALSE(store.remove("a-lane"));
    const auto messages = manager.received();
    REQUIRE(messages.size() == 2);
    CHECK(messages[0].bytes == "FDSTORE=1\nFDPOLL=0\nFDNAME=a-lane");
    REQUIRE(messages[0].handles.size() == 2);
    CHECK(::fcntl(messages[0].handles.get(0), F_GET_SEALS) >= 0);
    CHECK(messages[1].bytes == "FDSTOREREMOVE=1\nFDNAME=a-lane");
    CHECK(messages[1].handles.size() == 0);
}

TEST_CASE("a manager that is busy or gone makes nobody wait", "[service_manager_posix]") {
    test_manager manager{false};
    const some_handles some;
    handle_store store;
    std::error_code result;
    for (int i = 0; i < 10'000 && !result; ++i) {
        result = store.keep("a-lane", some.lane());
    }
    CHECK(result == slot_errc::full);
    manager.socket.reset();
    CHECK(store.keep("a-lane", some.lane()));
    CHECK(store.remove("a-lane"));
}

TEST_CASE("without a manager's address there is no store", "[service_manager_posix]") {
    const std::string address = GENERATE("", "x", "@", "relative/path", "vsock:2:1234");
    const environment_variable told{"NOTIFY_SOCKET", address};
    CHECK_FALSE(handle_store{}.is_there());
}

} // namespace
