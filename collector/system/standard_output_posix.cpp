#include "collector/system/standard_output.h"

#include <cerrno>
#include <csignal>

#include <poll.h>
#include <unistd.h>

namespace mailslog {

std::error_code write_standard_output(std::string_view bytes) {
    static const auto old_handler = ::signal(SIGPIPE, SIG_IGN);
    static_cast<void>(old_handler);
    while (!bytes.empty()) {
        const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        const int number = errno;
        if (count == -1 && number != EINTR) {
            return {number, std::system_category()};
        }
        bytes.remove_prefix(count == -1 ? 0 : static_cast<std::size_t>(count));
    }
    return {};
}

// poll(2) tells POLLERR of a pipe's write end whose read ends are all closed, asked for or not.
bool standard_output_is_abandoned() noexcept {
    pollfd output{STDOUT_FILENO, 0, 0};
    return ::poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

} // namespace mailslog
