#include "mailslot/standard_streams_posix.h"

#include <fcntl.h>
#include <unistd.h>

#include "mailslot/system_error_posix.h"

namespace mailslog {

std::error_code keep_off_standard_streams(descriptor &opened) noexcept {
    if (!opened || opened.get() > STDERR_FILENO) {
        return {};
    }
    const int moved = ::fcntl(opened.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const std::error_code result = result_of(moved);
    opened.reset(moved);
    return result;
}

} // namespace mailslog
