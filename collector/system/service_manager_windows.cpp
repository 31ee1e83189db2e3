#include "collector/system/service_manager.h"

#include <mailslog/slot_error.h>

namespace mailslog {

std::vector<handed_over_handle> take_handed_over_handles() {
    return {};
}

std::string socket_path_of(const slot_name &) {
    return {};
}

handle_store::handle_store() = default;

std::error_code handle_store::keep(const std::string &, const attached_handles &) {
    return slot_errc::not_supported;
}

std::error_code handle_store::remove(const std::string &) {
    return slot_errc::not_supported;
}

} // namespace mailslog
