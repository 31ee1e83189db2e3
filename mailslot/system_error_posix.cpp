#include "mailslot/system_error_posix.h"

#include <cerrno>

#include <mailslog/slot_error.h>

namespace mailslog {

std::error_code error_of(int error_number) noexcept {
    switch (error_number) {
    case 0:
        return {};
    case EACCES:
    case EPERM:
        return slot_errc::access_denied;
    case ECONNREFUSED:
    case ENOTCONN:
    case EPIPE:
        return slot_errc::closed;
    case EAGAIN:
    case ENOBUFS:
    case ETOOMANYREFS: // of handles on their way (unix(7))
        return slot_errc::full;
    case EMSGSIZE:
        return slot_errc::message_too_large;
    default:
        return {error_number, std::system_category()};
    }
}

std::error_code result_of(long answer) noexcept {
    const int error = errno;
    return answer < 0 ? error_of(error) : std::error_code{};
}

std::error_code last_error() noexcept {
    return {errno, std::system_category()};
}

} // namespace mailslog
