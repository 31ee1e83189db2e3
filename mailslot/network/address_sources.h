// What an address_book asks of the system. A test gives it answers of its own.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "mailslot/network/name_service.h"
#include "mailslot/network/network_interfaces.h"

namespace mailslog {

struct address_sources {
    using clock = std::chrono::steady_clock;

    std::function<std::error_code(std::vector<broadcast_interface> &)> list_interfaces;
    std::function<std::error_code(ipv4_endpoint, ipv4_address &)> own_address_towards;
    std::function<std::optional<ipv4_address>(const std::string &)> host_address;
    std::function<std::optional<name_answer>(
        const netbios_name &, const std::vector<ipv4_endpoint> &)>
        ask_for_name;
    std::function<std::string()> host_name;
    std::function<clock::time_point()> now;
    std::uint16_t name_port = netbios_name_port; // where names are asked for

    /// The system's.
    static address_sources system();
};

} // namespace mailslog
