#include "collector/options/send_options.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "collector/level_name.h"
#include "collector/options/network_options.h"
#include "collector/options/option.h"
#include "collector/options/slot_option.h"
#include "mailslot/network/host_map.h"
#include "mailslot/network/ipv4.h"

namespace mailslog {
namespace {

std::optional<std::string> parse_name(const std::string &text) {
    return text;
}

void add_text(CLI::App &app, send_settings &settings) {
    const auto take = [&settings](const CLI::results_t &words) {
        settings.has_text = true;
        settings.text = unshielded(CLI::detail::join(words, " "));
        return true;
    };
    app.add_option(
           "TEXT", take,
           "The line (standard input, a line each); -- before words that begin with -")
        ->type_name("")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args();
}

std::optional<std::uint16_t> parse_port(const std::string &text) {
    const auto port = parse_count(text);
    const bool is_port = port && *port > 0 && *port <= std::numeric_limits<std::uint16_t>::max();
    return is_port ? std::optional{static_cast<std::uint16_t>(*port)} : std::nullopt;
}

bool is_address_of_name(const std::string &text) {
    std::string reason;
    return host_map::parse({text}, netbios_datagram_port, &reason).has_value();
}

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

} // namespace

void add_send(CLI::App &program, send_settings &settings) {
    CLI::App &app = *program.add_subcommand("send", "Send lines to a collector");
    add_slot(app, settings.slot);
    add_parsed(
        app, "--level", settings.level, parse_level,
        "trace, debug, info, warning, error or critical")
        ->type_name("LEVEL")
        ->description("trace, debug, info, warning, error or critical (info)");
    add_parsed(app, "--logger", settings.logger, parse_name, "a name")
        ->type_name("NAME")
        ->description("The logger's name (none)");
    add_routes(app, settings.network);
    add_text(app, settings);
}

} // namespace mailslog
