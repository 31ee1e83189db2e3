// Windows' error numbers in our words.
#pragma once

#include <system_error>

namespace mailslog {

/// The slot_errc that says what `error_number` (GetLastError) means for a slot; where none does,
/// the number itself.
std::error_code error_of(unsigned long error_number) noexcept;

/// What the system call that has just failed has to say.
std::error_code last_error() noexcept;

} // namespace mailslog
