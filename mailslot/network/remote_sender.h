// A way to a slot of other machines: the system's where it has one, else our own over UDP; sealed
// where there is a key.
#pragma once

#include <memory>
#include <system_error>

#include <mailslog/slot_name.h>

#include "mailslot/network/remote_settings.h"
#include "mailslot/slot_sender.h"

namespace mailslog {

/// Reads no file. Errors: as slot_writer::open().
std::error_code open_remote_sender(
    const slot_name &name, const remote_settings &settings, std::unique_ptr<slot_sender> &out);

} // namespace mailslog
