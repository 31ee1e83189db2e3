// On Linux the loopback interface's own broadcast address works; Windows has none.
#include "mailslot/network/udp_socket.h"

#include <string>

#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::chrono_literals;

namespace {

constexpr ipv4_address loopback{0x7F000001};
constexpr ipv4_address loopback_broadcast{0x7FFFFFFF};

std::error_code receive(udp_socket &socket, std::chrono::milliseconds timeout) {
    char buffer[16];
    udp_socket::packet packet;
    return socket.receive(buffer, sizeof buffer, packet, timeout);
}

} // namespace

TEST_CASE("a broadcast reaches a socket on every interface, but no address's", "[udp_broadcast]") {
    udp_socket everywhere;
    REQUIRE_FALSE(everywhere.open({}));
    udp_socket sender;
    REQUIRE_FALSE(sender.open({loopback, 0}));
    udp_socket at_an_address;
    REQUIRE_FALSE(at_an_address.open({loopback, 0}));

    REQUIRE_FALSE(sender.send({loopback_broadcast, everywhere.local().port}, "to all"));
    CHECK_FALSE(receive(everywhere, 10s));
    REQUIRE_FALSE(sender.send({loopback_broadcast, at_an_address.local().port}, "to all"));
    CHECK(receive(at_an_address, 20ms));
}
