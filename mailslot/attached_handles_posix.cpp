#include <utility>

#include <fcntl.h>

#include <mailslog/slot_reader.h>

#include "mailslot/strangers_handle_posix.h"

namespace mailslog {

attached_handles::~attached_handles() {
    for (const int handle : handles_) {
        close_strangers_handle(handle);
    }
}

attached_handles::attached_handles(attached_handles &&other) noexcept {
    std::swap(handles_, other.handles_);
    std::swap(count_, other.count_);
}

attached_handles &attached_handles::operator=(attached_handles &&other) noexcept {
    attached_handles taken{std::move(other)};
    std::swap(handles_, taken.handles_);
    std::swap(count_, taken.count_);
    return *this;
}

void attached_handles::add(int handle) noexcept {
    if (handle >= 0 && count_ < capacity) {
        handles_[count_++] = handle;
    } else {
        close_strangers_handle(handle);
    }
}

attached_handles attached_handles::duplicate() const noexcept {
    attached_handles copies;
    for (std::size_t i = 0; i < count_; ++i) {
        copies.add(::fcntl(handles_[i], F_DUPFD_CLOEXEC, 0));
    }
    return copies;
}

int attached_handles::release(std::size_t index) noexcept {
    return index < capacity ? std::exchange(handles_[index], -1) : -1;
}

} // namespace mailslog
