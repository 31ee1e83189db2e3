#include "mailslot/network/address_search.h"

#include <mailslog/slot_error.h>

#include "mailslot/ascii_case.h"
#include "mailslot/network/host_address.h"

namespace mailslog {
namespace {

constexpr std::string_view everyone = "*";
constexpr std::string_view this_computer = "localhost"; // RFC 6761 section 6.3

std::vector<ipv4_endpoint>
broadcast_endpoints(const std::vector<broadcast_interface> &interfaces, std::uint16_t port) {
    std::vector<ipv4_endpoint> endpoints;
    endpoints.reserve(interfaces.size());
    for (const broadcast_interface &each : interfaces) {
        endpoints.push_back({each.broadcast, port});
    }
    return endpoints;
}

} // namespace

address_search::address_search(address_settings settings, address_sources sources)
    : settings_(std::move(settings)), sources_(std::move(sources)) {}

std::error_code address_search::find(std::string_view server, network_target &out) const {
    const auto name = name_for(server);
    if (!name) {
        return slot_errc::invalid_name;
    }
    out.name = *name;
    out.is_group = names_own_domain(server);
    out.routes.clear();
    if (const auto endpoints = written_down(server); !endpoints.empty()) {
        out.is_group |= endpoints.size() > 1;
        return route_to(endpoints, out);
    }
    if (out.is_group) {
        return route_to_everyone(out);
    }
    if (const auto address = resolved(server)) {
        return route_to({{*address, settings_.port}}, out);
    }
    return ask(out);
}

bool address_search::names_own_domain(std::string_view server) const noexcept {
    return server == everyone || equal_ignoring_case(server, settings_.domain.text());
}

std::optional<netbios_name> address_search::name_for(std::string_view server) const {
    if (names_own_domain(server)) {
        return settings_.domain;
    }
    if (equal_ignoring_case(server, this_computer)) {
        return settings_.computer;
    }
    return ipv4_address::parse(server) ? netbios_name{} : computer_name_of(server);
}

/// In the settings, then in the file. "*" and the own domain are two names of the same.
std::vector<ipv4_endpoint> address_search::written_down(std::string_view server) const {
    const bool is_own_domain = names_own_domain(server);
    const auto *endpoints = settings_.addresses.find(is_own_domain ? everyone : server);
    if (!endpoints && is_own_domain) {
        endpoints = settings_.addresses.find(settings_.domain.text());
    }
    if (endpoints) {
        return *endpoints;
    }
    const auto address = settings_.file.find(is_own_domain ? settings_.domain.text() : server);
    return address ? std::vector{ipv4_endpoint{*address, settings_.port}}
                   : std::vector<ipv4_endpoint>{};
}

std::optional<ipv4_address> address_search::resolved(std::string_view server) const {
    if (const auto address = ipv4_address::parse(server)) {
        return address;
    }
    return can_be_host_name(server) ? sources_.host_address(std::string(server)) : std::nullopt;
}

std::error_code address_search::ask(network_target &out) const {
    std::vector<broadcast_interface> interfaces;
    if (const auto error = sources_.list_interfaces(interfaces)) {
        return error;
    }
    const auto answer =
        sources_.ask_for_name(out.name, broadcast_endpoints(interfaces, sources_.name_port));
    if (!answer) {
        return slot_errc::host_not_found;
    }
    out.is_group = answer->is_group;
    return out.is_group ? route_to_everyone(out)
                        : route_to({{answer->addresses.front(), settings_.port}}, out);
}

/// What can't be reached is left out, unless that is all.
std::error_code
address_search::route_to(const std::vector<ipv4_endpoint> &to, network_target &out) const {
    std::error_code error = slot_errc::host_not_found;
    for (const ipv4_endpoint &endpoint : to) {
        network_route route{endpoint, {}};
        error = sources_.own_address_towards(endpoint, route.from);
        if (!error) {
            out.routes.push_back(route);
        }
    }
    return out.routes.empty() ? error : std::error_code{};
}

std::error_code address_search::route_to_everyone(network_target &out) const {
    std::vector<broadcast_interface> interfaces;
    if (const auto error = sources_.list_interfaces(interfaces)) {
        return error;
    }
    for (const broadcast_interface &each : interfaces) {
        out.routes.push_back({{each.broadcast, settings_.port}, each.address});
    }
    return out.routes.empty() ? slot_errc::host_not_found : std::error_code{};
}

} // namespace mailslog
