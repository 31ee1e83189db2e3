// What an account would find, asked without becoming it: a child of this process does, and tells.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <system_error>

#include "collector/system/account.h"

namespace mailslog {

/// Puts what `ask` returns to the account into `answer`. For a process of one thread. Errors: as
/// account::become(); the system's, if it has no process for it.
std::error_code answer_as(
    const account &who, const std::function<std::optional<std::string>()> &ask,
    std::optional<std::string> &answer);

} // namespace mailslog
