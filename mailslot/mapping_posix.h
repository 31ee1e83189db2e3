// One owner for one mapping of memory.
#pragma once

#include <cstddef>
#include <utility>

namespace mailslog {

/// Holds a shared, readable and writable mapping or null; move-only; unmaps what it holds before
/// it takes another.
class mapping {
public:
    mapping() noexcept = default;
    ~mapping() { reset(); }
    mapping(mapping &&other) noexcept
        : data_{std::exchange(other.data_, nullptr)}, size_{std::exchange(other.size_, 0)} {}
    mapping &operator=(mapping &&other) noexcept {
        reset();
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
        return *this;
    }
    mapping(const mapping &) = delete;
    mapping &operator=(const mapping &) = delete;

    /// Maps `size_bytes` of the file from its start, and touches those of its pages that can be
    /// had: a later touch of any other may be SIGBUS. False: errno says why.
    bool map(int fd, std::size_t size_bytes) noexcept;
    void reset() noexcept;
    char *data() const noexcept { return data_; }

private:
    char *data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace mailslog
