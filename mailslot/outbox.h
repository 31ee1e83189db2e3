// Datagrams that wait for a slot to appear: the newest that fit, in order.
//
// One thread at a time. All memory is taken by the constructor.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mailslog {

/// What a datagram costs beyond its own bytes.
inline constexpr std::size_t outbox_frame_header_bytes = 4;

class outbox {
public:
    /// Keeps what fits into `capacity_bytes`, outbox_frame_header_bytes for each included.
    explicit outbox(std::size_t capacity_bytes);

    /// Keeps a datagram, at the price of the oldest; returns how many had to go. One that can't
    /// fit at all is not kept and counts as gone itself.
    std::size_t push(std::string_view datagram) noexcept;

    /// Whether a datagram of this size can be kept at no price.
    bool has_room(std::size_t datagram_bytes) const noexcept;
    bool empty() const noexcept { return count_ == 0; }
    std::size_t count() const noexcept { return count_; }
    /// The sum of the datagrams' own sizes.
    std::size_t used_bytes() const noexcept { return used_; }
    /// The oldest datagram; valid until the next push() or pop(). The outbox is not empty.
    std::string_view front() const noexcept;
    /// Forgets the oldest datagram. The outbox is not empty.
    void pop() noexcept;

private:
    void go_to_start_if_end_is_near(std::size_t frame_bytes) noexcept;

    // A frame is a 32-bit size and the datagram, in one piece. Frames lie from head_ to tail_, or,
    // when the newest ones went on at the start, from head_ to wrap_ and from 0 to tail_.
    std::vector<char> memory_;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
    std::size_t wrap_ = 0; // 0: not wrapped
    std::size_t used_ = 0;
    std::size_t count_ = 0;
};

} // namespace mailslog
