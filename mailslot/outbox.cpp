#include "mailslot/outbox.h"

#include <cstdint>
#include <cstring>

namespace mailslog {

outbox::outbox(std::size_t capacity_bytes) : memory_(capacity_bytes) {}

bool outbox::has_room(std::size_t datagram_bytes) const noexcept {
    const std::size_t frame_bytes = outbox_frame_header_bytes + datagram_bytes;
    return wrap_ != 0 ? frame_bytes <= head_ - tail_
                      : frame_bytes <= memory_.size() - tail_ || frame_bytes <= head_;
}

std::size_t outbox::push(std::string_view datagram) noexcept {
    const std::size_t frame_bytes = outbox_frame_header_bytes + datagram.size();
    if (frame_bytes > memory_.size()) {
        return 1;
    }
    std::size_t gone = 0;
    while (!has_room(datagram.size())) {
        pop();
        ++gone;
    }
    go_to_start_if_end_is_near(frame_bytes);
    const auto size = static_cast<std::uint32_t>(datagram.size());
    static_assert(sizeof size == outbox_frame_header_bytes);
    std::memcpy(&memory_[tail_], &size, sizeof size);
    datagram.copy(&memory_[tail_] + sizeof size, size);
    tail_ += frame_bytes;
    used_ += size;
    ++count_;
    return gone;
}

std::string_view outbox::front() const noexcept {
    std::uint32_t size = 0;
    std::memcpy(&size, &memory_[head_], sizeof size);
    return {&memory_[head_] + sizeof size, size};
}

void outbox::pop() noexcept {
    const std::size_t size = front().size();
    head_ += outbox_frame_header_bytes + size;
    used_ -= size;
    --count_;
    if (count_ == 0) {
        head_ = tail_ = wrap_ = 0;
    } else if (head_ == wrap_) {
        head_ = wrap_ = 0;
    }
}

void outbox::go_to_start_if_end_is_near(std::size_t frame_bytes) noexcept {
    if (wrap_ == 0 && frame_bytes > memory_.size() - tail_) {
        wrap_ = tail_;
        tail_ = 0;
    }
}

} // namespace mailslog
