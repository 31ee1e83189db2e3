// The account of every stream: which of its numbers were written, which are lost.
//
// The rule that everything here keeps: for each stream, written + lost = the highest number that
// it is known to have used. Memory only; ledger_file.h keeps it. One thread at a time.
//
// Judging and entering are two steps, so that a caller may find out what a message means, make room
// in a file, note the state so far, and only then let the message change it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mailslog {

/// Numbers first to last, both included.
struct sequence_range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t count() const noexcept { return last - first + 1; }
};

/// What is known of one stream.
struct stream_account {
    std::uint64_t stream_id = 0;
    std::uint32_t process_id = 0;
    std::string process_name;
    std::uint64_t next = 1; // the number expected next
    std::uint64_t written = 0;
    std::uint64_t lost = 0; // reported as lost
    std::uint64_t truncated = 0;
    bool ended = false; // it said goodbye, or its lane's writer is gone
    std::int64_t last_seen_ns = 0;
    /// Numbers below `next` that did not arrive and are not given up: oldest first. Only streams
    /// that come by datagram have any; a lane keeps the order.
    std::vector<sequence_range> missing;
};

struct ledger_totals {
    std::uint64_t received = 0; // records that arrived, written or not, and plain-text lines
    std::uint64_t written = 0;
    std::uint64_t lost = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t truncated = 0;
    std::uint64_t malformed = 0;
};

/// How a record came: through a lane, which keeps the order, or by datagram, where threads and
/// networks may let one overtake another by a little.
enum class arrival { lane, datagram };

enum class verdict_kind {
    fresh,     // write it
    duplicate, // its number is accounted for: do not write it
};

struct verdict {
    verdict_kind kind = verdict_kind::fresh;
    /// Numbers that this record's coming gives up as lost: a notice belongs before it.
    std::vector<sequence_range> lost;
};

class ledger {
public:
    /// By datagram, a missing number is given up once the stream is this far past it, or after
    /// give_up_after without it, or when the stream ends.
    static constexpr std::uint64_t reorder_window = 1024;
    static constexpr std::chrono::milliseconds give_up_after{1000};
    /// Accounts kept of streams that have no lane; the longest unseen goes first, ended ones before
    /// others.
    static constexpr std::size_t max_accounts = 4096;

    /// What a record with this number would mean. Does not change anything.
    verdict judge(std::uint64_t stream_id, std::uint64_t sequence, arrival how) const;
    /// Enters a record that judge() has seen: counts, moves on, gives up what the verdict says.
    void enter(
        const verdict &verdict, std::uint64_t stream_id, std::uint64_t sequence, arrival how,
        std::uint32_t process_id, std::string_view process_name, bool truncated,
        std::int64_t now_ns);

    /// The stream used numbers up to `last_sequence` and no more will come: what would be lost.
    std::vector<sequence_range>
    judge_end(std::uint64_t stream_id, std::uint64_t last_sequence) const;
    void enter_end(
        std::uint64_t stream_id, std::uint64_t last_sequence, std::uint32_t process_id,
        std::string_view process_name, std::int64_t now_ns);

    /// Streams whose missing numbers have waited for give_up_after: give up one with give_up().
    std::vector<std::uint64_t> overdue(std::int64_t now_ns) const;
    std::vector<sequence_range> judge_give_up(std::uint64_t stream_id) const;
    void give_up(std::uint64_t stream_id);

    /// A lane brings word that a collector has accounted for all up to `sequence` (a ledger that
    /// was lost, or another file's): numbers up to it are neither missing nor lost to us.
    void accounted_elsewhere(
        std::uint64_t stream_id, std::uint64_t sequence, std::uint32_t process_id,
        std::string_view process_name);

    /// Streams with a lane are never evicted.
    void pin(std::uint64_t stream_id, bool pinned);

    void count_plain_text() noexcept;
    void count_malformed() noexcept;

    const stream_account *find(std::uint64_t stream_id) const;
    const ledger_totals &totals() const noexcept { return totals_; }
    std::vector<const stream_account *> accounts() const; // by stream id

    /// For ledger_file: the accounts changed since the last call, and restoring a saved one.
    std::vector<std::uint64_t> take_changed();
    void restore(const stream_account &account);
    void restore(const ledger_totals &totals);

private:
    stream_account &account_of(std::uint64_t stream_id);
    void evict_surplus();

    std::unordered_map<std::uint64_t, stream_account> accounts_;
    std::unordered_map<std::uint64_t, bool> pinned_;
    std::vector<std::uint64_t> changed_;
    ledger_totals totals_;
};

} // namespace mailslog
