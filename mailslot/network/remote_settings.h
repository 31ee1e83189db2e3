// What a network_config says about slots of other machines, with what its files hold: read once, so
// that a sender can be opened again where they can't be, by another user or in another folder. A
// value.
#pragma once

#include <optional>
#include <string>

#include <mailslog/network_config.h>

#include "mailslot/network/address_settings.h"
#include "mailslot/network/seal.h"

namespace mailslog {

struct remote_settings {
    address_settings addresses;
    std::optional<seal_key> key; // none: messages go unsealed
    bool fit_nmbd = false;

    /// Nothing for a setting that can't be; then `reason` names it and says what would be right.
    static std::optional<remote_settings> read(const network_config &config, std::string &reason);
};

} // namespace mailslog
