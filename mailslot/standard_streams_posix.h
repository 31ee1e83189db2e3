// A process that has closed its standard streams gets their numbers for the next things it opens,
// and whoever prints then prints into those.
#pragma once

#include <system_error>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

/// Gives what is open a number above those of the standard streams. Errors: the system's (too many
/// open files); then it is closed.
std::error_code keep_off_standard_streams(descriptor &opened) noexcept;

} // namespace mailslog
