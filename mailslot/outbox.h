// Datagrams that wait for a slot to appear: the newest that fit, in order.
//
// One thread at a time. All memory is taken by the constructor.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "mailslot/ring.h"

namespace mailslog {

class outbox {
public:
    /// Keeps at most about `capacity_bytes`, rounded up to a power of two.
    explicit outbox(std::size_t capacity_bytes);

    /// Keeps a datagram, at the price of the oldest; returns how many had to go. One that can't
    /// fit at all is not kept and counts as gone itself.
    std::size_t push(std::string_view datagram);

    bool empty() const noexcept { return count_ == 0; }
    std::size_t count() const noexcept { return count_; }
    std::size_t used_bytes() const noexcept { return used_; }
    /// The oldest datagram; valid until the next push() or pop(). The outbox is not empty.
    std::string_view front() const noexcept;
    void pop() noexcept;

private:
    std::vector<char> memory_;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
    std::size_t used_ = 0;
    std::size_t count_ = 0;
};

} // namespace mailslog
