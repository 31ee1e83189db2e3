// A sink's settings, checked once so that nothing can be wrong with them later.
#pragma once

#include <memory>
#include <string>

#include <mailslog/mailslot_sink_config.h>
#include <mailslog/slot_name.h>

#include "mailslot/network/remote_settings.h"

namespace mailslog {

// These throw std::invalid_argument for what can't be, naming it and what would be right.

slot_name checked_slot(const std::string &text);

/// With what was left open filled in: the process's name, and the length that datagrams to this
/// slot may have.
mailslot_sink_config checked(mailslot_sink_config config, const slot_name &slot);

/// With what the files hold that are named; null for a slot of this machine.
std::shared_ptr<const remote_settings>
checked_remote_settings(const network_config &config, const slot_name &slot);

} // namespace mailslog
