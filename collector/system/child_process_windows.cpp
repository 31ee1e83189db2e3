#include "collector/system/child_process.h"

#include <mailslog/slot_error.h>

namespace mailslog {

// A pipe that can be waited for beside a process, and what Ctrl-C means to whom, are another
// design here than on POSIX; nobody has asked for it yet.
struct child_process::impl {};

child_process::child_process() = default;
child_process::~child_process() = default;

std::error_code child_process::start(const std::vector<std::string> & /*command*/) {
    return slot_errc::not_supported;
}

child_event child_process::wait(std::chrono::milliseconds /*timeout*/) {
    return child_event::closed;
}

std::string_view child_process::said() const noexcept {
    return {};
}

std::uint32_t child_process::id() const noexcept {
    return 0;
}

int child_process::exit_code() const noexcept {
    return 0;
}

} // namespace mailslog
