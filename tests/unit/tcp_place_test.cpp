#include "collector/http/tcp_place.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

TEST_CASE("a port alone means this machine alone", "[tcp_place]") {
    const auto place = tcp_place::parse("9123");
    REQUIRE(place);
    CHECK(place->str() == "127.0.0.1:9123");
    CHECK(place->is_loopback());
}

TEST_CASE("an address of either family may be named, and localhost", "[tcp_place]") {
    CHECK(tcp_place::parse("0.0.0.0:1")->str() == "0.0.0.0:1");
    CHECK(tcp_place::parse("[::1]:65535")->str() == "[::1]:65535");
    CHECK(tcp_place::parse("localhost:80")->address == "localhost");
}

TEST_CASE("what is no place is refused", "[tcp_place]") {
    for (const char *text :
         {"", ":", "0", "65536", "-1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", ":9123",
          "::1:9123", "[::1]", "[]:1", "host.example:9123", "1.2.3.4:5:6", "127.0.0.1 :1"}) {
        INFO(text);
        CHECK_FALSE(tcp_place::parse(text));
    }
}

TEST_CASE("only loopback is loopback", "[tcp_place]") {
    CHECK(tcp_place::parse("127.8.8.8:1")->is_loopback());
    CHECK(tcp_place::parse("[::1]:1")->is_loopback());
    CHECK_FALSE(tcp_place::parse("0.0.0.0:1")->is_loopback());
    CHECK_FALSE(tcp_place::parse("[::]:1")->is_loopback());
    CHECK_FALSE(tcp_place::parse("12.7.0.1:1")->is_loopback());
}

TEST_CASE("a place of this machine alone is meant only by its own names", "[tcp_place]") {
    const tcp_place place{"127.0.0.1", 9123};
    for (const char *host : {"127.0.0.1:9123", "localhost:9123", "LocalHost:9123", "[::1]:9123"}) {
        INFO(host);
        CHECK(place.is_meant_by(host));
    }
    for (const char *host :
         {"", "127.0.0.1", "127.0.0.1:9124", "evil.example:9123", "localhost.evil.example:9123"}) {
        INFO(host);
        CHECK_FALSE(place.is_meant_by(host));
    }
    CHECK(tcp_place{"127.0.0.1", 80}.is_meant_by("localhost"));
    CHECK(tcp_place{"0.0.0.0", 9123}.is_meant_by("log.example:9123"));
}

} // namespace
