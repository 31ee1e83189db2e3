// One owner for one file descriptor.
#pragma once

#include <utility>

namespace mailslog {

/// Holds a file descriptor or -1; move-only; closes what it holds before it takes another.
class descriptor {
public:
    descriptor() noexcept = default;
    explicit descriptor(int fd) noexcept : fd_{fd} {}
    ~descriptor() { reset(); }
    descriptor(descriptor &&other) noexcept : fd_{other.release()} {}
    descriptor &operator=(descriptor &&other) noexcept {
        reset(other.release());
        return *this;
    }
    descriptor(const descriptor &) = delete;
    descriptor &operator=(const descriptor &) = delete;

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    int release() noexcept { return std::exchange(fd_, -1); }
    void reset(int fd = -1) noexcept;

private:
    int fd_ = -1;
};

} // namespace mailslog
