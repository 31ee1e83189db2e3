#include "collector/options/network_options.h"

#include <CLI/CLI.hpp>
#include <optional>

#include "collector/options/option.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {
namespace {

std::optional<std::string> parse_netbios_name(const std::string &text) {
    return netbios_name::make(text) ? std::optional{text} : std::nullopt;
}

/// What computers and domains are called, at most so long (RFC 1001 section 14.1).
CLI::Option *add_network_name(
    CLI::App &app, const std::string &option, std::string &target, const std::string &meaning) {
    CLI::Option *name =
        add_parsed(app, option, target, parse_netbios_name, "a name of at most 15 characters");
    return name->type_name("NAME")->description(meaning);
}

} // namespace

CLI::Option *add_host(CLI::App &app, network_config &network) {
    return add_network_name(
        app, "--host", network.computer_name, "This machine's name on the network (its host name)");
}

CLI::Option *add_domain(CLI::App &app, network_config &network) {
    return add_network_name(
        app, "--domain", network.domain, "Its domain or workgroup (" + network.domain + ")");
}

CLI::Option *add_key_file(CLI::App &app, network_config &network, const std::string &meaning) {
    CLI::Option *option = add_parsed(app, "--key-file", network.key_file, parse_path, "a path");
    return option->type_name("PATH")->description(meaning);
}

} // namespace mailslog
