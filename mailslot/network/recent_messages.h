// Messages seen in the last two seconds, to tell the copies of one that came by several interfaces
// or transports. For messages that have no number of their own. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_set>

#include "mailslot/network/nbt_datagram.h"
#include "mailslot/salted_hash.h"

namespace mailslog {

class recent_messages {
public:
    /// As Windows' own services keep it (MailslotDuplicateTimeout).
    static constexpr std::int64_t memory_ns = 2'000'000'000;
    /// Remembered at the same time; then the oldest is forgotten early.
    static constexpr std::size_t max_messages = 65'536;

    /// Whether the same message, by its sender's name, its number and its bytes, was here before.
    bool is_repeated(const nbt_datagram &message, std::int64_t now_ns);

private:
    struct sighting {
        std::uint64_t identity = 0;
        std::int64_t time_ns = 0;
    };

    static bool is_past(const sighting &seen, std::int64_t now_ns) noexcept;
    void forget_oldest();

    std::deque<sighting> in_order_;
    std::unordered_set<std::uint64_t, salted_hash> known_;
};

} // namespace mailslog
