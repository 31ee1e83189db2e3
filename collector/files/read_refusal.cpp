#include "collector/files/read_refusal.h"

#include <mailslog/slot_error.h>

namespace mailslog {

bool is_denied(std::error_code why) noexcept {
    return why == slot_errc::access_denied || why == std::errc::permission_denied;
}

std::string read_refusal(const std::string &path, std::error_code why) {
    return describe("read", path, why) +
           (is_denied(why) ? "; run this as its owner, as a member of its group, or as root" : "");
}

} // namespace mailslog
