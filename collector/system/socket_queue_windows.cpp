#include "collector/system/socket_queue.h"

namespace mailslog {

std::optional<std::string> fault_of_socket_queues_here() {
    return "not on Windows, where a mailslot holds whatever is sent";
}

std::optional<std::size_t> socket_queue_length() {
    return std::nullopt;
}

std::error_code set_socket_queue_length(std::size_t /*datagrams*/) {
    return std::make_error_code(std::errc::not_supported);
}

} // namespace mailslog
