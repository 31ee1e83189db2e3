#include "mailslot/strangers_handle_posix.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/held_pipe_posix.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

/// Two ends of a connection by TCP.
struct connection {
    descriptor near;
    descriptor far;

    connection() {
        const descriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        REQUIRE(::bind(listener.get(), generic, size) == 0);
        REQUIRE(::listen(listener.get(), 1) == 0);
        REQUIRE(::getsockname(listener.get(), generic, &size) == 0);
        near.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        REQUIRE(::connect(near.get(), generic, size) == 0);
        far.reset(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        REQUIRE(far);
    }

    /// From now on a close of the near end waits for the far end to read, which it does not.
    void linger() {
        const ::linger long_time{1, 60};
        REQUIRE(::setsockopt(near.get(), SOL_SOCKET, SO_LINGER, &long_time, sizeof long_time) == 0);
        const std::string much(65'536, 'x');
        while (::send(near.get(), much.data(), much.size(), MSG_DONTWAIT) > 0) {
        }
    }
};

void wait_until_closed(int fd) {
    while (is_open(fd)) {
        std::this_thread::sleep_for(1ms);
    }
}

/// Whether this process may hold pipes; it says so if not.
bool can_hold(const held_pipe &pipe) {
    if (!pipe.is_held()) {
        WARN("only who may use userfaultfd(2) can hold a pipe");
    }
    return pipe.is_held();
}

TEST_CASE("memory is closed at once", "[strangers_handle]") {
    const int memory = ::memfd_create("strange", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    close_strangers_handle(memory);
    CHECK_FALSE(is_open(memory));
}

TEST_CASE("anything else is closed, too", "[strangers_handle]") {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const int device = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (const int fd : {ends[0], ends[1], device}) {
        close_strangers_handle(fd);
        wait_until_closed(fd);
    }
    close_strangers_handle(-1);
}

TEST_CASE("a socket that lingers is closed without that", "[strangers_handle]") {
    connection slow;
    slow.linger();
    const int fd = slow.near.release();
    const auto begun = std::chrono::steady_clock::now();
    close_strangers_handle(fd);
    wait_until_closed(fd);
    CHECK(std::chrono::steady_clock::now() - begun < 30s);
    char byte = 0;
    CHECK(::recv(slow.far.get(), &byte, 1, 0) == 1); // it was not cut off either
}

TEST_CASE("a pipe that somebody holds is known for one all the same", "[strangers_handle]") {
    held_pipe pipe;
    bool is_known = false;
    const bool has_ended = pipe.lets_end([&] { is_known = is_nameless_pipe(pipe.read_end.get()); });
    CHECK(has_ended);
    CHECK(is_known);
}

TEST_CASE("what is no nameless pipe is not taken for one", "[strangers_handle]") {
    const temporary_folder folder;
    const std::string fifo = folder.path() + "/pipe:[1]";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    for (const char *path : {fifo.c_str(), "/dev/null", "/proc"}) {
        const descriptor file{::open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
        REQUIRE(file);
        CHECK_FALSE(is_nameless_pipe(file.get()));
    }
    CHECK_FALSE(is_nameless_pipe(-1));
}

TEST_CASE("a pipe is known for one without /proc, too", "[strangers_handle]") {
    if (::geteuid() != 0) {
        WARN("only root can be where there is no /proc");
        return;
    }
    const temporary_folder folder;
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const descriptor read_end{ends[0]};
    const descriptor write_end{ends[1]};
    const descriptor device{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    CHECK(ended_well(in_child([&] {
        const bool is_away = ::chroot(folder.path().c_str()) == 0;
        const bool is_right = is_nameless_pipe(read_end.get()) && !is_nameless_pipe(device.get());
        ::_exit(is_away && is_right ? 0 : 1);
    })));
}

TEST_CASE("handles whose closing does not end hold up no others", "[strangers_handle]") {
    std::vector<std::unique_ptr<held_pipe>> pipes(max_closers / 2);
    for (auto &pipe : pipes) {
        pipe = std::make_unique<held_pipe>();
        if (!can_hold(*pipe)) {
            return;
        }
    }
    const bool has_ended = pipes.front()->lets_end([&] {
        for (auto &pipe : pipes) {
            close_strangers_handle(pipe->read_end.release());
        }
        for (int i = 0; i < 100; ++i) {
            const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
            close_strangers_handle(fd);
            wait_until_closed(fd);
        }
    });
    CHECK(has_ended);
}

TEST_CASE("handles beyond the closers wait for one", "[strangers_handle]") {
    std::vector<std::unique_ptr<held_pipe>> pipes(max_closers);
    for (auto &pipe : pipes) {
        pipe = std::make_unique<held_pipe>();
        if (!can_hold(*pipe)) {
            return;
        }
        close_strangers_handle(pipe->read_end.release());
    }
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    close_strangers_handle(fd);
    std::this_thread::sleep_for(100ms);
    CHECK(is_open(fd));
    pipes.pop_back();
    wait_until_closed(fd);
}

} // namespace
