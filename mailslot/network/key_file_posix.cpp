#include "mailslot/network/key_file.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr mode_t anything_for_others = S_IRWXG | S_IRWXO;

/// Bytes read; below zero: an error.
ssize_t read_some(const descriptor &file, char *to, std::size_t room) noexcept {
    ssize_t size = 0;
    do {
        size = ::read(file.get(), to, room);
    } while (size < 0 && errno == EINTR);
    return size;
}

std::error_code read_all(const descriptor &file, char *to, std::size_t room, std::size_t &size) {
    while (size < room) {
        const ssize_t more = read_some(file, to + size, room - size);
        if (more < 0) {
            return last_error();
        }
        if (more == 0) {
            break;
        }
        size += static_cast<std::size_t>(more);
    }
    return {};
}

} // namespace

key_file_content read_key_bytes(const std::string &path, char *to, std::size_t room) {
    key_file_content content;
    const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) {
        content.error = last_error();
        return content;
    }
    content.is_open_to_others = (status.st_mode & anything_for_others) != 0;
    if (!content.is_open_to_others) {
        content.error = read_all(file, to, room, content.size);
    }
    return content;
}

} // namespace mailslog
