// What is said of a file or a folder that could not be read.
#pragma once

#include <string>
#include <system_error>

namespace mailslog {

/// Whether the system does not let this user.
bool is_denied(std::error_code why) noexcept;

/// The place, the cause and, where this user may not read it, who may.
std::string read_refusal(const std::string &path, std::error_code why);

} // namespace mailslog
