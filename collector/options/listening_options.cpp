#include "collector/options/listening_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/options/network_options.h"
#include "collector/options/option.h"
#include "mailslot/network/ipv4.h"

namespace mailslog {
namespace {

/// Port 0 would be any free one, which nobody could find.
std::optional<ipv4_endpoint> parse_listen(const std::string &text) {
    const bool is_port = text.find_first_not_of("0123456789") == std::string::npos;
    return ipv4_endpoint::parse(is_port ? "0.0.0.0:" + text : text, netbios_datagram_port);
}

bool is_range(const std::string &text) {
    return ipv4_range::parse(text).has_value();
}

} // namespace

void add_listening(CLI::App &app, collect_settings &settings, listen_options &listening) {
    const auto take = [&settings, &listening](const std::string &text) {
        const auto local = parse_listen(text);
        if (!local) {
            return std::optional<std::string>{"expected a port such as 138, or address:port"};
        }
        listening.address = local->address.str();
        listening.network.port = local->port;
        settings.listen.emplace();
        return std::optional<std::string>{};
    };
    CLI::Option *listen = add_checked(app, "--listen", take);
    listen->type_name("[ADDR:]PORT")
        ->description("Take lines from other machines, too: UDP port 138, or one of your own");
    add_host(app, listening.network)->needs(listen);
    add_domain(app, listening.network)->needs(listen);
    add_repeated(app, "--allow", listening.allow, is_range, "10.0.0.0/8 or one address")
        ->type_name("CIDR")
        ->description("Take lines only from these addresses; may be repeated (all)")
        ->needs(listen);
    add_key_file(
        app, listening.network, "Take lines only if they are sealed with the key in this file")
        ->needs(listen);
    app.add_flag(
           "--name-service", settings.name_service,
           "Answer who asks for this machine's name, on UDP port 137")
        ->needs(listen);
}

} // namespace mailslog
