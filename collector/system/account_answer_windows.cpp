#include "collector/system/account_answer.h"

namespace mailslog {

// There is no account that could be found (account_windows.cpp).
std::error_code answer_as(
    const account &who, const std::function<std::optional<std::string>()> & /*ask*/,
    std::optional<std::string> & /*answer*/) {
    return who.become();
}

} // namespace mailslog
