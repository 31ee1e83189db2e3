#include "mailslot/network/host_address.h"

#include "tests/support/catch.h"

using namespace mailslog;

TEST_CASE("names of hosts can be asked for", "[host_address]") {
    for (const std::string name :
         {"host", "HOST1", "log.example.org", "a-b", "my_host", "3com", "10.example", "0", "x"}) {
        CAPTURE(name);
        CHECK(can_be_host_name(name) == (name != "0"));
    }
}

TEST_CASE("what can be no host's name is not asked for", "[host_address]") {
    for (const std::string name :
         {"", ".", "*", "a..b", ".a", "a.", "two words", "a/b", "h\xC3\xA9", "a:1", "a%b"}) {
        CAPTURE(name);
        CHECK_FALSE(can_be_host_name(name));
    }
}

TEST_CASE("what a resolver takes for a number is no name", "[host_address]") {
    for (const std::string name : {"10", "1.2.3", "1.2.3.4", "0x7f000001", "0X7F.1", "127.0x1"}) {
        CAPTURE(name);
        CHECK_FALSE(can_be_host_name(name));
    }
}

TEST_CASE("the system knows where this computer is", "[host_address]") {
    const auto address = host_address("localhost");
    REQUIRE(address);
    CHECK(address->value >> 24 == 127);
}

// Never registered: RFC 6761 section 6.4.
TEST_CASE("a host that does not exist has no address", "[host_address]") {
    CHECK_FALSE(host_address("nobody.invalid"));
}
