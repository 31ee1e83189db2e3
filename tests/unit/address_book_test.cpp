// Where names lead, on a network and by a clock that are made up.
#include "mailslot/network/address_book.h"

#include <chrono>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <mailslog/slot_error.h>

#include "mailslot/network/address_cache.h"
#include "mailslot/network/address_sources.h"
#include "mailslot/network/name_responder_thread.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;
using namespace std::chrono_literals;

namespace {

ipv4_address address(const std::string &text) {
    const auto parsed = ipv4_address::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

/// Two subnets, 10.0.0.0/24 and 10.0.1.0/24, in both of which this machine is number 1.
struct made_up_network {
    std::vector<broadcast_interface> interfaces{
        {address("10.0.0.1"), address("10.0.0.255")}, {address("10.0.1.1"), address("10.0.1.255")}};
    std::map<std::string, std::string> hosts; // what the system resolves
    std::map<std::string, name_answer> names; // what an inquiry finds, by netbios_name::str()
    std::set<std::string> no_way_to;
    std::string host_name = "thishost.example.org";
    address_sources::clock::time_point now{1000s};

    address_sources::clock::duration resolution_time{};
    int resolutions = 0;
    int inquiries = 0;
    std::vector<ipv4_endpoint> asked;

    void answer(const std::string &name, const std::string &from, bool is_group) {
        names[name].is_group = is_group;
        names[name].addresses.push_back(address(from));
    }

    address_sources sources() {
        address_sources made;
        made.list_interfaces = [this](auto &out) {
            out = interfaces;
            return std::error_code{};
        };
        made.own_address_towards = [this](ipv4_endpoint to, ipv4_address &own) {
            own = {(to.address.value & 0xFFFFFF00) | 1};
            const bool no_way = no_way_to.count(to.address.str()) != 0;
            return no_way ? make_error_code(slot_errc::not_found) : std::error_code{};
        };
        made.host_address = [this](const std::string &host) {
            ++resolutions;
            now += resolution_time;
            const auto found = hosts.find(host);
            return found == hosts.end() ? std::nullopt : ipv4_address::parse(found->second);
        };
        made.ask_for_name = [this](const netbios_name &name, const auto &whom) {
            ++inquiries;
            asked = whom;
            const auto found = names.find(name.str());
            return found == names.end() ? std::nullopt : std::optional{found->second};
        };
        made.host_name = [this] { return host_name; };
        made.now = [this] { return now; };
        return made;
    }

    address_book book(const network_config &config = {}) {
        std::string reason;
        auto made = address_book::make(config, sources(), &reason);
        INFO(reason);
        REQUIRE(made);
        return std::move(*made);
    }

    std::string reason_for(const network_config &config) {
        std::string reason;
        REQUIRE_FALSE(address_book::make(config, sources(), &reason));
        REQUIRE_FALSE(address_book::make(config, sources(), nullptr));
        return reason;
    }
};

/// "unique NAME<00> to<-from …", or what is wrong.
std::string found(address_book &book, const std::string &server) {
    network_target target;
    if (const auto error = book.find(server, target)) {
        return error.message();
    }
    std::string text = (target.is_group ? "group " : "unique ") + target.name.str();
    for (const network_route &route : target.routes) {
        text += " " + route.to.str() + "<-" + route.from.str();
    }
    return text;
}

const std::string everywhere = " 10.0.0.255:138<-10.0.0.1 10.0.1.255:138<-10.0.1.1";
const std::string nobody = make_error_code(slot_errc::host_not_found).message();

network_config with_addresses(std::vector<std::string> addresses) {
    network_config config;
    config.addresses = std::move(addresses);
    return config;
}

/// A config with an lmhosts file in a folder that goes with it.
struct lmhosts_config : network_config {
    explicit lmhosts_config(const std::string &text) {
        lmhosts_file = folder.path() + "/lmhosts";
        std::ofstream(lmhosts_file) << text;
    }
    temporary_folder folder;
};

} // namespace

TEST_CASE("everyone is the own domain, at every interface's broadcast address", "[address_book]") {
    made_up_network network;
    auto book = network.book();
    CHECK(found(book, "*") == "group WORKGROUP<00>" + everywhere);
    CHECK(found(book, "WORKGROUP") == "group WORKGROUP<00>" + everywhere);
    CHECK(found(book, "workgroup") == "group WORKGROUP<00>" + everywhere);
    CHECK(network.resolutions == 0);
    CHECK(network.inquiries == 0);
}

TEST_CASE("the domain and the port are as they are set", "[address_book]") {
    made_up_network network;
    network_config config;
    config.domain = "fleet";
    config.port = 20138;
    auto book = network.book(config);
    CHECK(book.domain().str() == "FLEET<00>");
    CHECK(
        found(book, "*") == "group FLEET<00> 10.0.0.255:20138<-10.0.0.1 "
                            "10.0.1.255:20138<-10.0.1.1");
    CHECK(found(book, "WORKGROUP") == nobody);
}

TEST_CASE("without a broadcast interface nobody is everyone", "[address_book]") {
    made_up_network network;
    network.interfaces.clear();
    auto book = network.book();
    CHECK(found(book, "*") == nobody);
}

TEST_CASE("an address that is written down comes before all others", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.9";
    lmhosts_config config{"10.0.0.8 host\n"};
    config.addresses = {"HOST=10.0.0.7:9"};
    auto book = network.book(config);
    CHECK(found(book, "host") == "unique HOST<00> 10.0.0.7:9<-10.0.0.1");
    CHECK(network.resolutions == 0);
}

TEST_CASE("several addresses, or the own domain's, are a group's", "[address_book]") {
    made_up_network network;
    auto book = network.book(
        with_addresses({"FLEET=10.0.2.5,10.0.3.5:9", "WorkGroup=10.0.2.255", "one=10.0.2.6"}));
    CHECK(found(book, "fleet") == "group FLEET<00> 10.0.2.5:138<-10.0.2.1 10.0.3.5:9<-10.0.3.1");
    CHECK(found(book, "*") == "group WORKGROUP<00> 10.0.2.255:138<-10.0.2.1");
    CHECK(found(book, "workgroup") == "group WORKGROUP<00> 10.0.2.255:138<-10.0.2.1");
    CHECK(found(book, "one") == "unique ONE<00> 10.0.2.6:138<-10.0.2.1");

    auto other = network.book(with_addresses({"*=10.0.4.5", "WORKGROUP=10.0.5.5"}));
    CHECK(found(other, "*") == "group WORKGROUP<00> 10.0.4.5:138<-10.0.4.1");
    CHECK(found(other, "WORKGROUP") == "group WORKGROUP<00> 10.0.4.5:138<-10.0.4.1");
}

TEST_CASE("an address that can't be reached is left out unless it is all", "[address_book]") {
    made_up_network network;
    network.no_way_to = {"10.0.2.5"};
    auto book = network.book(with_addresses({"FLEET=10.0.2.5,10.0.3.5", "HOST=10.0.2.5"}));
    CHECK(found(book, "fleet") == "group FLEET<00> 10.0.3.5:138<-10.0.3.1");
    CHECK(found(book, "host") == make_error_code(slot_errc::not_found).message());
}

TEST_CASE("the lmhosts file comes before the system's names", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.9";
    auto book = network.book(lmhosts_config{"10.0.0.8 HOST\n10.0.0.7 workgroup\n"});
    CHECK(found(book, "host") == "unique HOST<00> 10.0.0.8:138<-10.0.0.1");
    CHECK(found(book, "*") == "group WORKGROUP<00> 10.0.0.7:138<-10.0.0.1");
}

TEST_CASE("the system's names come before an inquiry", "[address_book]") {
    made_up_network network;
    network.hosts["log.example.org"] = "10.0.2.9";
    network.answer("LOG<00>", "10.0.0.3", false);
    auto book = network.book();
    CHECK(found(book, "log.example.org") == "unique LOG<00> 10.0.2.9:138<-10.0.2.1");
    CHECK(network.inquiries == 0);
}

TEST_CASE("last the network is asked, on every interface", "[address_book]") {
    made_up_network network;
    network.answer("HOST<00>", "10.0.1.7", false);
    auto book = network.book();
    CHECK(found(book, "host") == "unique HOST<00> 10.0.1.7:138<-10.0.1.1");
    const ipv4_endpoint whom[] = {{address("10.0.0.255"), 137}, {address("10.0.1.255"), 137}};
    CHECK(network.asked == std::vector<ipv4_endpoint>(std::begin(whom), std::end(whom)));
    CHECK(found(book, "other") == nobody);
}

TEST_CASE("a name that the network calls a group's goes to everyone", "[address_book]") {
    made_up_network network;
    network.answer("OTHERDOM<00>", "10.0.1.7", true);
    auto book = network.book();
    CHECK(found(book, "otherdom") == "group OTHERDOM<00>" + everywhere);
}

TEST_CASE("a long name is cut to what a NetBIOS name holds", "[address_book]") {
    made_up_network network;
    network.hosts["fifteen-letters.example.org"] = "10.0.0.5";
    network.hosts["sixteen-letters1.example.org"] = "10.0.0.6";
    auto book = network.book();
    CHECK(
        found(book, "fifteen-letters.example.org") ==
        "unique FIFTEEN-LETTERS<00> 10.0.0.5:138<-10.0.0.1");
    CHECK(
        found(book, "sixteen-letters1.example.org") ==
        "unique SIXTEEN-LETTERS<00> 10.0.0.6:138<-10.0.0.1");
}

TEST_CASE("an address as a name means whoever is there", "[address_book]") {
    made_up_network network;
    auto book = network.book();
    CHECK(found(book, "10.0.2.5") == "unique *<00> 10.0.2.5:138<-10.0.2.1");
    CHECK(network.resolutions == 0);
}

TEST_CASE("localhost is this computer by its own name", "[address_book]") {
    made_up_network network;
    network.hosts["localhost"] = "127.0.0.1";
    auto book = network.book();
    CHECK(found(book, "localhost") == "unique THISHOST<00> 127.0.0.1:138<-127.0.0.1");
}

TEST_CASE("a name that can be no host's is only asked for on the network", "[address_book]") {
    made_up_network network;
    network.answer("A&B<00>", "10.0.0.7", false);
    auto book = network.book();
    CHECK(found(book, "a&b") == "unique A&B<00> 10.0.0.7:138<-10.0.0.1");
    CHECK(network.resolutions == 0);
    CHECK(found(book, "h\xC3\xA9") == make_error_code(slot_errc::invalid_name).message());
}

TEST_CASE("an answer holds for its lifetime and no longer", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.5";
    network_config config;
    config.address_lifetime = 60s;
    auto book = network.book(config);
    const std::string at_first = found(book, "host");
    network.hosts["host"] = "10.0.0.6";
    network.now += 60s - 1ns;
    CHECK(found(book, "HOST") == at_first);
    CHECK(network.resolutions == 1);
    network.now += 1ns;
    CHECK(found(book, "host") == "unique HOST<00> 10.0.0.6:138<-10.0.0.1");
    CHECK(network.resolutions == 2);
}

TEST_CASE("an error is kept for a second", "[address_book]") {
    made_up_network network;
    auto book = network.book();
    CHECK(found(book, "host") == nobody);
    network.hosts["host"] = "10.0.0.5";
    network.now += 1s - 1ns;
    CHECK(found(book, "host") == nobody);
    CHECK(network.resolutions == 1);
    CHECK(network.inquiries == 1);
    network.now += 1ns;
    CHECK(found(book, "host") == "unique HOST<00> 10.0.0.5:138<-10.0.0.1");
}

TEST_CASE("what was found stays good while nobody can be asked", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.5";
    auto book = network.book();
    const std::string at_first = found(book, "host");
    network.hosts.clear();
    network.now += 60s;
    CHECK(found(book, "host") == at_first);
    CHECK(network.resolutions == 2);
    network.hosts["host"] = "10.0.0.6";
    network.now += 1s - 1ns;
    CHECK(found(book, "host") == at_first);
    network.now += 1ns;
    CHECK(found(book, "host") == "unique HOST<00> 10.0.0.6:138<-10.0.0.1");
}

TEST_CASE("the longer a search that fails takes, the later it is made again", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.5";
    network_config config;
    config.address_lifetime = 60s;
    auto book = network.book(config);
    const std::string at_first = found(book, "host");
    network.hosts.clear();
    network.now += 60s;
    std::chrono::seconds pause{};
    SECTION("a short one is made again soon") {
        network.resolution_time = 2s;
        pause = 18s;
    }
    SECTION("a long one once in a lifetime") {
        network.resolution_time = 10s;
        pause = 60s;
    }
    CHECK(found(book, "host") == at_first);
    network.now += pause - 1ns;
    CHECK(found(book, "host") == at_first);
    CHECK(network.resolutions == 2);
    network.now += 1ns;
    CHECK(found(book, "host") == at_first);
    CHECK(network.resolutions == 3);
}

TEST_CASE("of two errors the later one is kept", "[address_book]") {
    made_up_network network;
    auto book = network.book();
    CHECK(found(book, "host") == nobody);
    network.hosts["host"] = "10.0.0.5";
    network.no_way_to.insert("10.0.0.5");
    network.now += 1s;
    CHECK(found(book, "host") == make_error_code(slot_errc::not_found).message());
}

TEST_CASE("a lifetime of nothing asks each time", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.5";
    network_config config;
    config.address_lifetime = 0s;
    auto book = network.book(config);
    found(book, "host");
    found(book, "host");
    CHECK(network.resolutions == 2);
    network.hosts.clear();
    found(book, "host");
    found(book, "host"); // that it can't be found is kept for a second
    CHECK(network.resolutions == 3);
}

TEST_CASE("a lifetime without end is a long one", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.5";
    network_config config;
    config.address_lifetime = std::chrono::seconds::max();
    auto book = network.book(config);
    found(book, "host");
    network.now += 24h * 30;
    found(book, "host");
    CHECK(network.resolutions == 1);
}

TEST_CASE("more names than are remembered are still found", "[address_book]") {
    made_up_network network;
    network.hosts["host"] = "10.0.0.5";
    auto book = network.book();
    found(book, "host");
    for (std::size_t i = 1; i < address_cache::max_names; ++i) {
        CHECK(found(book, "other" + std::to_string(i)) == nobody);
    }
    found(book, "host");
    CHECK(network.resolutions == int{address_cache::max_names});
    CHECK(found(book, "one-more") == nobody);
    CHECK(found(book, "host") == "unique HOST<00> 10.0.0.5:138<-10.0.0.1");
    CHECK(network.resolutions == int{address_cache::max_names} + 2);
}

TEST_CASE("this computer's name is its host name's first label, unless set", "[address_book]") {
    made_up_network network;
    CHECK(network.book().computer().str() == "THISHOST<00>");
    network.host_name = "a-name-too-long-for-it.example.org";
    CHECK(network.book().computer().str() == "A-NAME-TOO-LONG<00>");
    network_config config;
    config.computer_name = "collector";
    CHECK(network.book(config).computer().str() == "COLLECTOR<00>");
}

TEST_CASE("a setting that can't be is named, and what would be right", "[address_book]") {
    made_up_network network;
    const std::string right_name = "not a NetBIOS name; write 1 to 15 letters, digits or hyphens";
    network_config config;
    for (const std::string name : {"sixteen-letters1", "h\xC3\xA9", "*"}) {
        config.computer_name = name;
        CHECK(network.reason_for(config) == "computer_name: \"" + name + "\": " + right_name);
    }
    config = {};
    for (const std::string domain : {"sixteen-letters1", "", "*"}) {
        config.domain = domain;
        CHECK(network.reason_for(config) == "domain: \"" + domain + "\": " + right_name);
    }
    config = {};
    config.port = 0;
    CHECK(network.reason_for(config).find("port: 0;") == 0);
    config = {};
    config.address_lifetime = -1s;
    CHECK(network.reason_for(config).find("address_lifetime: ") == 0);
    config = with_addresses({"HOST=300.1.1.1"});
    CHECK(network.reason_for(config).find("addresses: \"HOST=300.1.1.1\": not an address") == 0);
    config = {};
    config.lmhosts_file = "/nowhere/lmhosts";
    CHECK(network.reason_for(config).find("lmhosts_file: /nowhere/lmhosts: ") == 0);
}

TEST_CASE("a host name that is no NetBIOS name asks for one", "[address_book]") {
    made_up_network network;
    for (const std::string name : {"", "h\xC3\xA9", ".example.org"}) {
        network.host_name = name;
        CHECK(
            network.reason_for({}) == "computer_name: this machine's own, \"" + name +
                                          "\", is not a NetBIOS name; set one of 1 to 15 letters, "
                                          "digits or hyphens");
    }
}

TEST_CASE("the system's sources find a collector that answers for its name", "[address_book]") {
    const std::string unique = "T" + std::to_string(std::random_device{}());
    const auto name = netbios_name::make(unique);
    REQUIRE(name);
    name_responder_thread responder{*name};
    REQUIRE_FALSE(responder.start(0));

    auto sources = address_sources::system();
    sources.host_address = [](const std::string &) { return std::nullopt; };
    sources.list_interfaces = [](auto &out) {
        out = {{address("127.0.0.1"), address("127.0.0.1")}};
        return std::error_code{};
    };
    sources.name_port = responder.local().port;
    std::string reason;
    std::string answer;
    const auto bound = std::chrono::steady_clock::now() + 30s;
    do {
        auto book = address_book::make({}, sources, &reason);
        INFO(reason);
        REQUIRE(book);
        answer = found(*book, unique);
    } while (answer == nobody && std::chrono::steady_clock::now() < bound);
    CHECK(answer == "unique " + name->str() + " 127.0.0.1:138<-127.0.0.1");
}

TEST_CASE("with nothing set the system's sources find this computer", "[address_book]") {
    std::string reason;
    auto book = address_book::make({}, &reason);
    INFO(reason);
    REQUIRE(book);
    network_target target;
    REQUIRE_FALSE(book->find("localhost", target));
    CHECK(target.name == book->computer());
    REQUIRE(target.routes.size() == 1);
    CHECK(target.routes[0].to.port == netbios_datagram_port);
}
