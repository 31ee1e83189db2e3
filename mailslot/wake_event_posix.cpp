#include "mailslot/wake_event_posix.h"

#include <cerrno>
#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

#include "mailslot/standard_streams_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {

std::error_code wake_event::make() noexcept {
    event_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (const std::error_code failed = result_of(event_.get())) {
        return failed;
    }
    const std::error_code failed = keep_off_standard_streams(event_);
    event_.remember();
    return failed;
}

void wake_event::set() noexcept {
    const int interrupted_errno = errno;
    is_set_.store(true);
    const std::uint64_t one = 1;
    // It fails only when the counter is full: then the event is readable already.
    [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
    errno = interrupted_errno;
}

void wake_event::clear() noexcept {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t size = ::read(event_.get(), &count, sizeof count);
}

} // namespace mailslog
