// The memory that a batch of messages lies in.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <mailslog/slot_reader.h>

namespace mailslog {

inline constexpr std::size_t max_batch_messages = 64;
/// 64 messages of 4 KiB, or fewer longer ones.
inline constexpr std::size_t min_batch_bytes = std::size_t{256} * 1024;

struct message_batch::memory {
    /// Room for at least one message of `message_bytes`.
    explicit memory(std::size_t message_bytes);

    /// Adds a copy of the message to `messages`; false when it finds no room any more.
    bool add(std::string_view bytes, bool cut, std::vector<received_message> &messages);
    void clear() noexcept { used_bytes_ = 0; }
    std::size_t size_bytes() const noexcept { return size_bytes_; }

private:
    std::size_t size_bytes_;
    std::unique_ptr<char[]> bytes_;
    std::size_t used_bytes_ = 0;
};

} // namespace mailslog
