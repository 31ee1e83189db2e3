// Memory for a batch of messages that the system hands over one at a time: they are copied here.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "mailslot/slot_receiver.h"

namespace mailslog {

class copied_messages final : public message_memory {
public:
    static constexpr std::size_t max_messages = 64;
    /// 64 messages of 4 KiB, or fewer longer ones.
    static constexpr std::size_t min_bytes = std::size_t{256} * 1024;

    /// Room for at least one message of `message_bytes`.
    explicit copied_messages(std::size_t message_bytes);

    /// Adds a copy of the message, which had `full_bytes` before it was cut, to `messages`; false
    /// when it finds no room any more.
    bool
    add(std::string_view bytes, std::size_t full_bytes, std::vector<received_message> &messages);
    /// Keeps a copy of `bytes` beside the messages, until clear(), as far as there is room.
    std::string_view keep(std::string_view bytes) noexcept;
    void clear() noexcept { used_bytes_ = 0; }
    std::size_t size_bytes() const noexcept { return size_bytes_; }

private:
    std::size_t size_bytes_;
    std::unique_ptr<char[]> bytes_;
    std::size_t used_bytes_ = 0;
};

} // namespace mailslog
