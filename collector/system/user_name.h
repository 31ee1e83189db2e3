// What the system calls a user. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace mailslog {

/// The user's name, or the number where there is none; empty on Windows, which has no such numbers.
std::string user_name_of(std::uint32_t user_id);

} // namespace mailslog
