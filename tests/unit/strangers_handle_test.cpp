#include "mailslot/strangers_handle_posix.h"

#include <chrono>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "tests/support/catch.h"

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

TEST_CASE("memory and pipes are closed at once", "[strangers_handle]") {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const int memory = ::memfd_create("strange", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    for (const int fd : {ends[0], ends[1], memory}) {
        close_strangers_handle(fd);
        CHECK_FALSE(is_open(fd));
    }
}

TEST_CASE("anything else is closed, too", "[strangers_handle]") {
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    close_strangers_handle(fd);
    while (is_open(fd)) {
        std::this_thread::sleep_for(1ms);
    }
    close_strangers_handle(-1);
}

TEST_CASE("a handle whose closing takes a minute keeps nobody waiting", "[strangers_handle]") {
    connection slow;
    slow.linger();
    const auto begun = std::chrono::steady_clock::now();
    close_strangers_handle(slow.near.release());
    CHECK(std::chrono::steady_clock::now() - begun < 30s);
    char byte = 0;
    CHECK(::recv(slow.far.get(), &byte, 1, 0) == 1); // it was not cut off either
    slow.far.reset();                                // ends the other thread's wait
}

} // namespace
