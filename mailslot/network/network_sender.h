// Messages to the slots of other machines: [MS-MAIL] on a UDP socket of our own.
#pragma once

#include <memory>
#include <system_error>

#include <mailslog/slot_name.h>

#include "mailslot/network/address_book.h"
#include "mailslot/slot_sender.h"

namespace mailslog {

/// Finds where `name` is; may block (address_book.h). Errors: host_not_found, the system's own.
std::error_code open_network_sender(
    const slot_name &name, bool fit_nmbd, address_book book, std::unique_ptr<slot_sender> &out);

} // namespace mailslog
