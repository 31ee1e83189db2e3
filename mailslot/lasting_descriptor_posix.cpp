#include "mailslot/lasting_descriptor_posix.h"

#include <cerrno>

#include <sys/stat.h>

namespace mailslog {

lasting_descriptor::~lasting_descriptor() {
    if (is_remembered_ && !is_still_ours()) {
        (void)release();
    }
}

void lasting_descriptor::remember() noexcept {
    struct stat now {};
    is_remembered_ = ::fstat(get(), &now) == 0;
    device_ = now.st_dev;
    inode_ = now.st_ino;
}

bool lasting_descriptor::is_still_ours() const noexcept {
    struct stat now {};
    if (::fstat(get(), &now) != 0) {
        return errno != EBADF; // a sandbox that refuses the question is no answer
    }
    return !is_remembered_ || (now.st_dev == device_ && now.st_ino == inode_);
}

} // namespace mailslog
