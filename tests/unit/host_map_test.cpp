#include "mailslot/network/host_map.h"

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::uint16_t usual_port = 138;

host_map map_of(const std::vector<std::string> &entries) {
    std::string reason;
    const auto map = host_map::parse(entries, usual_port, &reason);
    INFO(reason);
    REQUIRE(map);
    return *map;
}

std::string reason_for(const std::vector<std::string> &entries) {
    std::string reason;
    REQUIRE_FALSE(host_map::parse(entries, usual_port, &reason));
    REQUIRE_FALSE(host_map::parse(entries, usual_port, nullptr));
    return reason;
}

std::string found(const host_map &map, const std::string &name) {
    const auto *endpoints = map.find(name);
    std::string text = endpoints ? "" : "none";
    for (std::size_t i = 0; endpoints && i < endpoints->size(); ++i) {
        text += (i == 0 ? "" : " ") + (*endpoints)[i].str();
    }
    return text;
}

} // namespace

TEST_CASE("a host is found at its address, in any case", "[host_map]") {
    const auto map = map_of({"HOST=10.0.0.5", "log.example.org=10.0.0.6:20138"});
    CHECK(found(map, "host") == "10.0.0.5:138");
    CHECK(found(map, "HOST") == "10.0.0.5:138");
    CHECK(found(map, "Log.Example.Org") == "10.0.0.6:20138");
    CHECK(found(map, "hos") == "none");
    CHECK(found(map, "log") == "none");
    CHECK(found(map_of({}), "host") == "none");
}

TEST_CASE("a domain has many addresses, each with a port of its own", "[host_map]") {
    const auto map = map_of({"FLEET=10.0.0.5,10.0.1.5:9,10.0.2.5", "*=10.0.0.255"});
    CHECK(found(map, "fleet") == "10.0.0.5:138 10.0.1.5:9 10.0.2.5:138");
    CHECK(found(map, "*") == "10.0.0.255:138");
}

TEST_CASE("an entry that is wrong is named, and what would be right", "[host_map]") {
    CHECK(
        reason_for({"GOOD=10.0.0.5", "HOST=300.1.1.1"}) ==
        "addresses: \"HOST=300.1.1.1\": not an address; write NAME=ip[:port], as in "
        "COLLECTOR=10.0.0.5");
    for (const std::string entry :
         {"A=", "A=host", "A=10.0.0.5,", "A=,10.0.0.5", "A=10.0.0.5,,10.0.0.6", "A=10.0.0.5:0",
          "A=10.0.0.5:65536", "A= 10.0.0.5", "A=10.0.0.5;10.0.0.6", "A=10.0.0.5=10.0.0.6"}) {
        CAPTURE(entry);
        CHECK(reason_for({entry}).find("not an address") != std::string::npos);
    }
    for (const std::string entry : {"", "A", "10.0.0.5"}) {
        CHECK(reason_for({entry}).find("no address follows") != std::string::npos);
    }
    for (const std::string entry : {"=10.0.0.5", " =10.0.0.5", "A =10.0.0.5"}) {
        CHECK(reason_for({entry}).find("no name stands") != std::string::npos);
    }
}

TEST_CASE("a name has one entry", "[host_map]") {
    CHECK(reason_for({"A=10.0.0.5", "a=10.0.0.6"}).find("already") != std::string::npos);
}
