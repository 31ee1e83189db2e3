#include "collector/options/route_options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "collector/options/network_options.h"
#include "collector/options/option.h"
#include "mailslot/network/host_map.h"
#include "mailslot/network/ipv4.h"

namespace mailslog {
namespace {

std::optional<std::uint16_t> parse_port(const std::string &text) {
    const auto port = parse_count(text);
    const bool is_port = port && *port > 0 && *port <= std::numeric_limits<std::uint16_t>::max();
    return is_port ? std::optional{static_cast<std::uint16_t>(*port)} : std::nullopt;
}

bool is_address_of_name(const std::string &text) {
    std::string reason;
    return host_map::parse({text}, netbios_datagram_port, &reason).has_value();
}

} // namespace

void add_routes(CLI::App &app, network_config &network) {
    add_host(app, network);
    add_domain(app, network);
    add_parsed(app, "--port", network.port, parse_port, "a port, 1 to 65535")
        ->type_name("PORT")
        ->description("The UDP port of collectors on other machines (138)");
    add_repeated(
        app, "--address", network.addresses, is_address_of_name,
        "NAME=ip[:port], as in COLLECTOR=10.0.0.5")
        ->type_name("NAME=IP[:PORT]")
        ->description("Where a computer or a domain is; may be repeated");
    add_parsed(app, "--lmhosts", network.lmhosts_file, parse_path, "a path")
        ->type_name("PATH")
        ->description("A file of such places, as lmhosts(5) describes it");
    app.add_flag(
        "--fit-nmbd", network.fit_nmbd, "Cut lines to what Samba's nmbd reads (18 bytes less)");
    add_key_file(
        app, network, "Seal lines to other machines with the key in this file, 64 hex digits");
}

} // namespace mailslog
