#include "mailslot/network/network_interfaces.h"

#include <set>
#include <string>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

ipv4_address address(const std::string &text) {
    const auto parsed = ipv4_address::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

std::string broadcast_of(const std::string &text, const std::string &netmask) {
    const auto broadcast = broadcast_address(address(text), address(netmask));
    return broadcast ? broadcast->str() : "none";
}

} // namespace

TEST_CASE("a subnet's broadcast address is its last", "[network_interfaces]") {
    CHECK(broadcast_of("10.1.2.3", "255.255.255.0") == "10.1.2.255");
    CHECK(broadcast_of("10.1.2.3", "255.0.0.0") == "10.255.255.255");
    CHECK(broadcast_of("10.1.2.3", "0.0.0.0") == "255.255.255.255");
}

TEST_CASE("a subnet too small for one has no broadcast address", "[network_interfaces]") {
    CHECK(broadcast_of("10.1.2.5", "255.255.255.252") == "10.1.2.7");
    CHECK(broadcast_of("10.1.2.5", "255.255.255.254") == "none");
    CHECK(broadcast_of("10.1.2.5", "255.255.255.255") == "none");
}

TEST_CASE(
    "a broadcast address that is set counts, but not the address itself", "[network_interfaces]") {
    const auto own = address("10.1.2.3");
    const auto netmask = address("255.255.255.0");
    CHECK(broadcast_address(own, netmask, address("10.1.2.0")) == address("10.1.2.0"));
    CHECK(broadcast_address(own, netmask, own) == address("10.1.2.255"));
    CHECK(broadcast_address(own, netmask, {}) == address("10.1.2.255"));
}

TEST_CASE("two interfaces on one subnet are one way there", "[network_interfaces]") {
    std::vector<broadcast_interface> interfaces;
    add_subnet(interfaces, {address("10.0.0.1"), address("10.0.0.255")});
    add_subnet(interfaces, {address("10.0.0.2"), address("10.0.0.255")});
    add_subnet(interfaces, {address("10.0.1.1"), address("10.0.1.255")});
    REQUIRE(interfaces.size() == 2);
    CHECK(interfaces[0].address == address("10.0.0.1"));
    CHECK(interfaces[1].address == address("10.0.1.1"));
}

// Which there are is the machine's affair; what is listed must hold of any.
TEST_CASE("this machine's interfaces are listed with what they need", "[network_interfaces]") {
    std::vector<broadcast_interface> interfaces{{address("1.2.3.4"), address("1.2.3.255")}};
    REQUIRE_FALSE(list_broadcast_interfaces(interfaces));
    std::set<std::uint32_t> broadcasts;
    for (const auto &each : interfaces) {
        CAPTURE(each.address.str(), each.broadcast.str());
        CHECK(each.address != ipv4_address{});
        CHECK(each.broadcast != ipv4_address{});
        CHECK(each.address != each.broadcast);
        CHECK(each.address != address("127.0.0.1"));
        CHECK(each.address != address("1.2.3.4"));
        CHECK(broadcasts.insert(each.broadcast.value).second);
        ipv4_address own;
        REQUIRE_FALSE(own_address_towards({each.address, 138}, own));
    }
}

TEST_CASE("the way to this machine itself begins where it ends", "[network_interfaces]") {
    ipv4_address own;
    REQUIRE_FALSE(own_address_towards({address("127.0.0.1"), 138}, own));
    CHECK(own == address("127.0.0.1"));
}
