// Drains a slot by a thread that does nothing else, into a bounded queue: a slot of the kernel's is
// shallow and has no way to make its senders wait.
//
// One thread takes; wake is called from the inbox's own thread. What waits here is lost if this
// process is killed; lines that come through lanes never do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mailslog/slot_reader.h>

namespace mailslog {

struct inbox_message {
    std::size_t offset = 0; // of its bytes in the batch's memory
    std::size_t size_bytes = 0;
    std::size_t full_bytes = 0; // more than size_bytes: so long was it before it was cut
    std::size_t computer_bytes = 0;
    std::int64_t arrived_ns = 0; // since 1970-01-01T00:00:00Z
    std::optional<sender_identity> sender;
    std::optional<network_origin> origin; // its computer's name: see inbox_batch
    attached_handles handles;
    bool is_handed_on = false; // an offer whose handles somebody has taken
};

/// Messages in the order of their arrival, and the memory that they lie in; reused.
struct inbox_batch {
    std::string memory;
    std::vector<inbox_message> messages;
    std::size_t offers = 0; // messages with handles

    std::string_view bytes(const inbox_message &message) const noexcept {
        return std::string_view{memory}.substr(message.offset, message.size_bytes);
    }
    /// What the computer that sent it over the network calls itself. It lies behind the bytes.
    std::string_view computer(const inbox_message &message) const noexcept {
        return std::string_view{memory}.substr(
            message.offset + message.size_bytes, message.computer_bytes);
    }
    void clear() noexcept {
        memory.clear();
        messages.clear();
        offers = 0;
    }
};

class inbox {
public:
    /// What the queue may hold; beyond it the slot fills, and writers see that it is full.
    static constexpr std::size_t max_queued_bytes = std::size_t{64} * 1024 * 1024;
    static constexpr std::size_t max_queued_messages = std::size_t{1} << 18;
    /// Messages in it that came with handles. They are taken within a turn, and until then take
    /// places in the process's table of descriptors that lanes have better use for.
    static constexpr std::size_t max_queued_offers = 64;

    /// Starts to drain `slot`; calls `wake` when the queue is no longer empty.
    inbox(slot_reader slot, std::function<void()> wake);
    /// As stop().
    ~inbox();
    inbox(const inbox &) = delete;
    inbox &operator=(const inbox &) = delete;

    /// Replaces `out` by what has arrived since the last take().
    void take(inbox_batch &out);
    /// Whether take() would bring something.
    bool has_more() const;
    /// Takes what the slot holds at this moment, then ends the thread and the slot; what was taken
    /// can still be fetched by take().
    void stop();
    /// As slot_reader::allow(): lines are taken only from there, from now on.
    std::error_code allow(const std::vector<std::string> &ranges);
    /// Why the thread ended by itself, if it did: no more messages will come.
    std::error_code failure() const;
    /// As slot_reader::refused(); still there after stop().
    std::vector<refused_messages> refused() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
