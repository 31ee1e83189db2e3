#include "mailslot/mapping_posix.h"

#include <sys/mman.h>

namespace mailslog {

bool mapping::map(int fd, std::size_t size_bytes) noexcept {
    reset();
    void *at =
        ::mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (at == MAP_FAILED) {
        return false;
    }
    data_ = static_cast<char *>(at);
    size_ = size_bytes;
    return true;
}

void mapping::reset() noexcept {
    if (data_ != nullptr) {
        ::munmap(data_, size_);
        data_ = nullptr;
        size_ = 0;
    }
}

} // namespace mailslog
