// The order in which a name is looked for: as address_book.h says, anew each time.
#pragma once

#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "mailslot/network/address_book.h"
#include "mailslot/network/address_settings.h"
#include "mailslot/network/address_sources.h"

namespace mailslog {

/// One thread at a time; may block as long as its sources do.
class address_search {
public:
    address_search(address_settings settings, address_sources sources);

    /// As address_book::find().
    std::error_code find(std::string_view server, network_target &out) const;

    const address_settings &settings() const noexcept { return settings_; }
    const address_sources &sources() const noexcept { return sources_; }

private:
    bool names_own_domain(std::string_view server) const noexcept;
    std::optional<netbios_name> name_for(std::string_view server) const;
    std::vector<ipv4_endpoint> written_down(std::string_view server) const;
    std::optional<ipv4_address> resolved(std::string_view server) const;
    std::error_code ask(network_target &out) const;
    std::error_code route_to(const std::vector<ipv4_endpoint> &to, network_target &out) const;
    std::error_code route_to_everyone(network_target &out) const;

    address_settings settings_;
    address_sources sources_;
};

} // namespace mailslog
