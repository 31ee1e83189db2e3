#include "mailslot/network/udp_socket.h"

#include <chrono>
#include <future>
#include <string>

#include <mailslog/slot_error.h>

#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::chrono_literals;

namespace {

constexpr ipv4_address loopback{0x7F000001};

/// Packets of a test are there within it, unless something is wrong.
constexpr auto soon = 10s;
/// Long enough to see that nothing comes.
constexpr auto a_moment = 50ms;

struct open_socket : udp_socket {
    explicit open_socket(ipv4_address address = loopback) {
        REQUIRE_FALSE(open({address, 0}));
        REQUIRE(local().port != 0);
    }

    /// With its port on the loopback interface.
    ipv4_endpoint endpoint() const { return {loopback, local().port}; }
};

struct received {
    explicit received(
        udp_socket &socket, std::chrono::milliseconds timeout = soon, std::size_t room = 2048) {
        std::string buffer(room, '\0');
        error = socket.receive(buffer.data(), room, packet, timeout);
        bytes = buffer.substr(0, packet.size_bytes);
    }

    std::error_code error;
    udp_socket::packet packet;
    std::string bytes;
};

} // namespace

TEST_CASE("a packet arrives as it was sent, and says from where", "[udp_socket]") {
    open_socket sender;
    open_socket receiver;
    REQUIRE_FALSE(sender.send(receiver.local(), "hello"));
    REQUIRE_FALSE(sender.send(receiver.local(), ""));

    const received first{receiver};
    REQUIRE_FALSE(first.error);
    CHECK(first.bytes == "hello");
    CHECK(first.packet.from == sender.local());
    CHECK_FALSE(first.packet.cut);
    const received second{receiver};
    REQUIRE_FALSE(second.error);
    CHECK(second.bytes.empty());
    CHECK_FALSE(second.packet.cut);
}

TEST_CASE("packets that wait are received one by one in their order", "[udp_socket]") {
    open_socket sender;
    open_socket receiver;
    receiver.ask_for_room(1 << 20);
    for (int i = 0; i < 100; ++i) {
        REQUIRE_FALSE(sender.send(receiver.local(), std::to_string(i)));
    }
    for (int i = 0; i < 100; ++i) {
        const received got{receiver};
        REQUIRE_FALSE(got.error);
        CHECK(got.bytes == std::to_string(i));
    }
    CHECK(received(receiver, 0ms).error == slot_errc::timed_out);
}

TEST_CASE("a wait ends at its timeout and not before", "[udp_socket]") {
    open_socket socket;
    CHECK(received(socket, 0ms).error == slot_errc::timed_out);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(received(socket, a_moment).error == slot_errc::timed_out);
    CHECK(std::chrono::steady_clock::now() - begin >= a_moment - 1ms); // Wine's clock is coarse
}

TEST_CASE("a packet ends a wait without end", "[udp_socket]") {
    open_socket sender;
    open_socket receiver;
    auto waiting = std::async(
        std::launch::async, [&] { return received(receiver, udp_socket::forever).bytes; });
    CHECK(waiting.wait_for(a_moment) == std::future_status::timeout);
    CHECK_FALSE(sender.send(receiver.local(), "at last"));
    CHECK(waiting.get() == "at last");
}

TEST_CASE("another thread interrupts a wait", "[udp_socket]") {
    open_socket socket;
    auto waiting =
        std::async(std::launch::async, [&] { return received(socket, udp_socket::forever).error; });
    CHECK(waiting.wait_for(a_moment) == std::future_status::timeout);
    socket.interrupt();
    CHECK(waiting.get() == slot_errc::interrupted);
}

TEST_CASE("an interruption ends the next receive, once, and takes no packet", "[udp_socket]") {
    open_socket sender;
    open_socket receiver;
    REQUIRE_FALSE(sender.send(receiver.local(), "kept"));
    receiver.interrupt();
    receiver.interrupt();
    CHECK(received(receiver).error == slot_errc::interrupted);
    CHECK(received(receiver).bytes == "kept");
    CHECK(received(receiver, a_moment).error == slot_errc::timed_out);
}

TEST_CASE("a packet longer than the buffer is cut and says so", "[udp_socket]") {
    open_socket sender;
    open_socket receiver;
    for (const std::size_t size : {99u, 100u, 101u, 1000u}) {
        CAPTURE(size);
        REQUIRE_FALSE(sender.send(receiver.local(), std::string(size, 'x')));
        const received got{receiver, soon, 100};
        REQUIRE_FALSE(got.error);
        CHECK(got.packet.cut == (size > 100));
        CHECK(got.bytes == std::string(size < 100 ? size : 100, 'x'));
        CHECK(got.packet.from == sender.local());
    }
    CHECK(received(receiver, 0ms).error == slot_errc::timed_out); // the rest is gone
}

TEST_CASE("a packet that no network takes is refused", "[udp_socket]") {
    open_socket socket;
    CHECK(socket.send(socket.local(), std::string(65'508, 'x')) == slot_errc::message_too_large);
}

TEST_CASE("a port has one owner", "[udp_socket]") {
    open_socket owner;
    udp_socket second;
    CHECK(second.open(owner.local()) == slot_errc::already_exists);
    CHECK_FALSE(second.is_open());
    const ipv4_endpoint place = owner.local();
    owner.close();
    CHECK_FALSE(second.open(place));
    CHECK(second.local() == place);
}

TEST_CASE("a receiver that does not exist is no error of what is received", "[udp_socket]") {
    open_socket gone;
    open_socket socket;
    const ipv4_endpoint nobody = gone.local();
    gone.close();
    for (int i = 0; i < 3; ++i) {
        socket.send(nobody, "is anybody there?"); // its answer depends on when ICMP arrives
    }
    CHECK(received(socket, a_moment).error == slot_errc::timed_out);
    open_socket sender;
    REQUIRE_FALSE(sender.send(socket.local(), "I am"));
    CHECK(received(socket).bytes == "I am");
}

TEST_CASE("a closed socket says that it is closed", "[udp_socket]") {
    udp_socket socket;
    CHECK_FALSE(socket.is_open());
    CHECK(socket.local() == ipv4_endpoint{});
    CHECK(socket.send({loopback, 9}, "") == slot_errc::closed);
    CHECK(received(socket).error == slot_errc::closed);
    socket.interrupt();
    socket.ask_for_room(1);
    socket.close();
}

TEST_CASE("a socket that is moved stays open", "[udp_socket]") {
    open_socket sender;
    open_socket opened;
    udp_socket moved = std::move(static_cast<udp_socket &>(opened));
    CHECK_FALSE(opened.is_open());
    REQUIRE(moved.is_open());
    REQUIRE_FALSE(sender.send(moved.local(), "moved"));
    CHECK(received(moved).bytes == "moved");
}
