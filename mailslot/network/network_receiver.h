// A slot's messages from the network: [MS-MAIL] on a UDP socket.
#pragma once

#include <memory>
#include <system_error>

#include "mailslot/slot_receiver.h"

namespace mailslog {

/// Errors: as slot_reader::listen().
std::error_code create_network_receiver(
    const slot_name &name, const listen_options &options, std::unique_ptr<slot_receiver> &out);

} // namespace mailslog
