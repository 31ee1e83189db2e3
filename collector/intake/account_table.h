// Keeps the accounts of many streams in bounded memory, and knows which of them are not saved yet.
// One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "collector/ledger/missing_numbers.h"
#include "mailslot/lane.h"
#include "mailslot/salted_hash.h"

namespace mailslog {

/// What is known of one stream. Its sender is a process of this machine or, by network, an address.
struct stream_account {
    static constexpr std::size_t max_name_bytes = 64; // longer process names are cut

    std::uint64_t stream_id = 0;
    std::uint32_t process_id = 0;
    std::string process_name;
    std::string host;       // of the network, as it calls itself; empty: this machine
    std::string address;    // of that
    std::uint64_t next = 1; // the number expected next
    std::uint64_t written = 0;
    std::uint64_t lost = 0;       // reported as lost
    std::uint64_t suppressed = 0; // arrived and not written: its sender was over its rate
    std::uint64_t untold = 0;     // of these, those that no notice in the log tells of yet
    /// None of these: another ledger has them, this log does not take them, or nobody can say.
    std::uint64_t elsewhere = 0;
    std::uint64_t truncated = 0;
    bool ended = false; // it said goodbye, or its lane's writer is gone
    std::int64_t last_seen_ns = 0;
    lane_place lane; // by which its process has it; inode 0: it has none
    /// Numbers below `next` that did not arrive and are not given up. Only streams that come by
    /// datagram have any; a lane keeps the order.
    missing_numbers missing;
};

/// Whether a stream has shown by its lines that it is more than one of a flood of made-up ones.
bool is_proven(const stream_account &account) noexcept;

class account_table {
public:
    /// Accounts kept of streams that are not pinned. Beyond it some go, in this order: ended ones,
    /// unproven ones, the longest unseen of the sender that has most. One with missing numbers, or
    /// with suppressed ones that the log is not told of, goes when that is done, which is soon; no
    /// other goes in its place.
    static constexpr std::size_t max_accounts = 4096;
    /// A stream is proven when so many of its lines are written.
    static constexpr std::uint64_t proven_lines = 32;

    /// The stream's account or null; valid until the table changes.
    const stream_account *find(std::uint64_t stream_id) const;
    std::vector<const stream_account *> all() const; // by stream id

    /// The stream's account to be changed, made if there is none.
    stream_account &change(std::uint64_t stream_id);
    /// The accounts changed since clear_changed(), each once.
    const std::vector<std::uint64_t> &changed() const noexcept { return changed_; }
    /// They are saved: makes room if there are too many in all. Returns whether a stream had to go
    /// that had not ended.
    bool clear_changed();
    /// Puts a saved account in; it does not count as changed.
    void restore(const stream_account &account);

    /// Pinned accounts are never evicted, nor do they count for max_accounts.
    void pin(std::uint64_t stream_id, bool pinned);
    /// Whether its turn to go had come at the last clear_changed(), but for what it waits for.
    bool is_in_the_way(std::uint64_t stream_id) const { return in_the_way_.count(stream_id) != 0; }
    /// Whether there are too many at the moment.
    bool is_crowded() const noexcept;
    /// Whether there are so many that some have to go before more come.
    bool is_flooded() const noexcept {
        return entries_.size() >= 3 * max_accounts + pinned_.size();
    }

private:
    struct entry {
        stream_account account;
        bool changed = false;
    };
    std::vector<const stream_account *> unpinned() const;
    std::vector<const stream_account *> surplus() const;
    bool evict_surplus();
    /// Where the stream's entry is remembered: line by line it is always one of a few.
    static std::size_t place_of(std::uint64_t stream_id) noexcept { return stream_id % 64; }

    std::unordered_map<std::uint64_t, entry, salted_hash> entries_; // which never move
    std::array<entry *, 64> recent_{}; // each of the stream that it is named for
    std::set<std::uint64_t> pinned_;
    std::set<std::uint64_t> in_the_way_;
    std::vector<std::uint64_t> changed_;
};

} // namespace mailslog
