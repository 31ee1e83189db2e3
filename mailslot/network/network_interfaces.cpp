#include "mailslot/network/network_interfaces.h"

#include <algorithm>

namespace mailslog {

std::optional<ipv4_address>
broadcast_address(ipv4_address address, ipv4_address netmask, ipv4_address set) noexcept {
    if (set != ipv4_address{} && set != address) {
        return set;
    }
    constexpr std::uint32_t longest_mask = 0xFFFFFFFC; // 30 bits: two addresses beside the two ends
    if (netmask.value > longest_mask) {
        return std::nullopt;
    }
    return ipv4_address{address.value | ~netmask.value};
}

void add_subnet(std::vector<broadcast_interface> &to, const broadcast_interface &interface_on_it) {
    const bool is_known = std::any_of(to.begin(), to.end(), [&](const broadcast_interface &known) {
        return known.broadcast == interface_on_it.broadcast;
    });
    if (!is_known) {
        to.push_back(interface_on_it);
    }
}

} // namespace mailslog
