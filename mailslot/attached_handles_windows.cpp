#include <mailslog/slot_reader.h>

// No message brings a handle along on Windows: there is never one to hold.

namespace mailslog {

attached_handles::~attached_handles() = default;
attached_handles::attached_handles(attached_handles &&) noexcept {}
attached_handles &attached_handles::operator=(attached_handles &&) noexcept {
    return *this;
}

void attached_handles::add(int) noexcept {}

attached_handles attached_handles::duplicate() const noexcept {
    return {};
}

int attached_handles::release(std::size_t) noexcept {
    return -1;
}

} // namespace mailslog
