// What a network_config says about names and addresses, read and found right. A value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <mailslog/network_config.h>

#include "mailslot/network/host_map.h"
#include "mailslot/network/lmhosts.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {

/// The name under which a computer's datagrams are sent: the first label of `host`, cut to what
/// fits. Nothing if that is no NetBIOS name.
std::optional<netbios_name> computer_name_of(std::string_view host);

struct address_settings {
    netbios_name computer;
    netbios_name domain;
    std::uint16_t port = 0;
    std::chrono::seconds lifetime{0};
    host_map addresses;
    lmhosts file;

    /// `host_name` is this machine's. Nothing for a setting that can't be; then `reason` names it
    /// and says what would be right.
    static std::optional<address_settings>
    read(const network_config &config, const std::string &host_name, std::string &reason);
};

} // namespace mailslog
