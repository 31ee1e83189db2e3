#include "mailslot/descriptor_posix.h"

#include <unistd.h>

namespace mailslog {

void descriptor::reset(int fd) noexcept {
    const int old = std::exchange(fd_, fd);
    if (old >= 0) {
        ::close(old); // Linux frees the number whatever close(2) answers
    }
}

} // namespace mailslog
