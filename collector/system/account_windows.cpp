#include "collector/system/account.h"

namespace mailslog {

std::optional<std::string> fault_of_accounts_here() {
    return "not on Windows, where the service manager says as whom a service runs, and folders who "
           "may read the files in them";
}

std::optional<account> account::find(const account_names & /*names*/, std::string &reason) {
    reason = *fault_of_accounts_here();
    return std::nullopt;
}

std::error_code account::own(const std::string & /*path*/) const {
    return std::make_error_code(std::errc::not_supported);
}

std::error_code account::become() const {
    return std::make_error_code(std::errc::not_supported);
}

} // namespace mailslog
