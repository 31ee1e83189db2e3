#include "mailslot/network/ipv4.h"

#include <random>
#include <string>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::uint16_t some_port = 138;

bool is_address(const std::string &text) {
    return ipv4_address::parse(text).has_value();
}

bool is_endpoint(const std::string &text) {
    return ipv4_endpoint::parse(text, some_port).has_value();
}

bool is_range(const std::string &text) {
    return ipv4_range::parse(text).has_value();
}

ipv4_address address(const std::string &text) {
    const auto parsed = ipv4_address::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

bool holds(const std::string &range, const std::string &text) {
    const auto parsed = ipv4_range::parse(range);
    REQUIRE(parsed);
    return parsed->contains(address(text));
}

} // namespace

TEST_CASE("an address is four decimal bytes, the first one the most significant", "[ipv4]") {
    CHECK(address("127.0.0.1").value == 0x7F000001);
    CHECK(address("0.0.0.0").value == 0);
    CHECK(address("255.255.255.255").value == 0xFFFFFFFF);
    CHECK(address("1.2.3.4").value == 0x01020304);
    CHECK(ipv4_address{0x0A00FF63}.str() == "10.0.255.99");
}

TEST_CASE("what only looks like an address is none", "[ipv4]") {
    for (const std::string text : {"",          ".",         "1",
                                   "1.2.3",     "1.2.3.",    "1.2.3.4.",
                                   "1.2.3.4.5", ".1.2.3.4",  "1..2.3",
                                   "256.1.1.1", "1.1.1.256", "300.1.1.1",
                                   "1.2.3.-4",  "+1.2.3.4",  "01.2.3.4",
                                   "1.2.3.00",  " 1.2.3.4",  "1.2.3.4 ",
                                   "1.2.3.4a",  "0x1.2.3.4", "1.2.3.4294967297",
                                   "a.b.c.d",   "::1",       "1,2,3,4"}) {
        CAPTURE(text);
        CHECK_FALSE(is_address(text));
    }
    CHECK_FALSE(is_address(std::string("1.2.3.4\0", 8)));
}

TEST_CASE("every address is spelled as it is read", "[ipv4]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    for (int i = 0; i < 1000; ++i) {
        const ipv4_address made{static_cast<std::uint32_t>(random())};
        CHECK(ipv4_address::parse(made.str()) == made);
    }
}

TEST_CASE("an endpoint without a port takes the one that is usual", "[ipv4]") {
    CHECK(ipv4_endpoint::parse("10.0.0.5", some_port) == ipv4_endpoint{{0x0A000005}, some_port});
    CHECK(ipv4_endpoint::parse("10.0.0.5:9", some_port) == ipv4_endpoint{{0x0A000005}, 9});
    CHECK(ipv4_endpoint{{0x0A000005}, 9}.str() == "10.0.0.5:9");
}

TEST_CASE("a port is a number from 1 to 65535", "[ipv4]") {
    CHECK_FALSE(is_endpoint("10.0.0.5:0"));
    CHECK(is_endpoint("10.0.0.5:1"));
    CHECK(is_endpoint("10.0.0.5:65535"));
    CHECK_FALSE(is_endpoint("10.0.0.5:65536"));
    for (const std::string text :
         {"10.0.0.5:", "10.0.0.5:x", "10.0.0.5:1x", "10.0.0.5:1:2", ":1", "10.0.0:1", "10.0.0.5:-1",
          "10.0.0.5: 1", "10.0.0.5:01"}) {
        CAPTURE(text);
        CHECK_FALSE(is_endpoint(text));
    }
}

TEST_CASE("a range holds the addresses with its prefix and no others", "[ipv4]") {
    CHECK(holds("10.0.0.0/8", "10.0.0.0"));
    CHECK(holds("10.0.0.0/8", "10.255.255.255"));
    CHECK_FALSE(holds("10.0.0.0/8", "9.255.255.255"));
    CHECK_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    CHECK(holds("192.168.1.128/25", "192.168.1.128"));
    CHECK_FALSE(holds("192.168.1.128/25", "192.168.1.127"));
    CHECK(holds("0.0.0.0/0", "255.255.255.255"));
    CHECK(holds("10.0.0.6/31", "10.0.0.7"));
    CHECK_FALSE(holds("10.0.0.6/31", "10.0.0.8"));
}

TEST_CASE("an address alone is a range of one", "[ipv4]") {
    CHECK(holds("10.0.0.5", "10.0.0.5"));
    CHECK_FALSE(holds("10.0.0.5", "10.0.0.4"));
    CHECK(ipv4_range::parse("10.0.0.5")->str() == "10.0.0.5/32");
    CHECK(ipv4_range::parse("10.0.0.0/8")->str() == "10.0.0.0/8");
}

TEST_CASE("what is no range is refused", "[ipv4]") {
    CHECK(is_range("0.0.0.0/0"));
    CHECK(is_range("10.0.0.5/32"));
    for (const std::string text :
         {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/08",
          "10.0.0.0/8 ", "10/8"}) {
        CAPTURE(text);
        CHECK_FALSE(is_range(text));
    }
}

TEST_CASE("a range with bits beyond its prefix is refused", "[ipv4]") {
    CHECK(is_range("10.1.0.0/16"));
    CHECK_FALSE(is_range("10.1.0.0/15"));
    CHECK_FALSE(is_range("10.1.0.1/31"));
    CHECK_FALSE(is_range("1.0.0.0/0"));
}
