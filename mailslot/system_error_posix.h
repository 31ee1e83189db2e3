// POSIX's error numbers in our words.
#pragma once

#include <system_error>

namespace mailslog {

/// The slot_errc that says what `error_number` (errno(3)) means for a slot; where none does, the
/// number itself.
std::error_code error_of(int error_number) noexcept;

/// What a system call that has just answered `answer` has to say: the error in errno if that is
/// below zero, else nothing.
std::error_code result_of(long answer) noexcept;

/// errno as it stands, for what is no slot.
std::error_code last_error() noexcept;

} // namespace mailslog
