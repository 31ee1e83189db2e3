// listen_options, checked and ready for use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mailslog/slot_reader.h>

#include "mailslot/network/ipv4.h"
#include "mailslot/network/netbios_name.h"
#include "mailslot/network/seal.h"

namespace mailslog {

struct listen_settings {
    ipv4_endpoint local;
    std::vector<ipv4_range> allowed; // empty: all
    netbios_name computer;
    netbios_name domain;
    std::optional<seal_opener> opener; // there is a key

    /// Nothing for an option that can't be; then `*reason`, unless null, says which and why.
    static std::optional<listen_settings> make(const listen_options &options, std::string *reason);

    /// Takes other ranges than the options' `allow`. False, and nothing is changed, if one of them
    /// is none; then `reason` says which.
    bool allow(const std::vector<std::string> &ranges, std::string &reason);
    bool allows(ipv4_address sender) const noexcept;
    /// Whether a message to this name is for us: this computer's names, its domain, everyone.
    bool answers_to(const netbios_name &destination) const noexcept;
};

} // namespace mailslog
