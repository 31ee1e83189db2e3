// Why a packet from the network was not handed out, and how often. Counted by one thread, read by
// any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include <mailslog/slot_reader.h>

#include "mailslot/network/nbt_datagram.h"
#include "mailslot/network/seal.h"

namespace mailslog {

enum class refusal : std::uint8_t {
    too_long,         // than any packet of a mailslot
    not_allowed,      // not from an address that is allowed
    other_scope,      // a NetBIOS scope; we have none
    other_computer,   // for neither this computer nor its domain
    other_slot,       // for another slot
    unsealed,         // there is a key, and it is not sealed
    forged,           // not sealed with our key, or changed on the way
    replayed,         // sealed, and taken before
    stale,            // sealed too long ago, or in the future
    repeated_message, // plain text that came by another way, too
};
inline constexpr std::size_t refusal_count = 10;

class refusal_counts {
public:
    void count(refusal reason) noexcept { increment(refusals_[static_cast<std::size_t>(reason)]); }
    void count(nbt_drop reason) noexcept { increment(drops_[static_cast<std::size_t>(reason)]); }
    /// Those that are not zero.
    std::vector<refused_messages> all() const;

private:
    using counter = std::atomic<std::uint64_t>;

    static void increment(counter &one) noexcept { one.fetch_add(1, std::memory_order_relaxed); }

    std::array<counter, refusal_count> refusals_{};
    std::array<counter, nbt_drop_count> drops_{};
};

} // namespace mailslog
