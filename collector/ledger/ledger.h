// The account of every stream: which of its numbers were written, which are lost.
//
// The rule that everything here keeps, for each stream and after every call:
//
//     written + lost + suppressed + elsewhere + still missing
//         = the highest number it is known to have used
//
// and a number once written, lost or suppressed stays so: whatever comes later under it is a
// duplicate, so that the sum stays exact. Memory only; ledger_file.h keeps it. One thread at a
// time.
//
// Judging and entering are two steps, so that a caller may find out what a message means, make room
// in a file, note the state so far, and only then let the message change it. A verdict is to be
// entered before anything else about the same stream is judged or entered.
//
// Numbers come from strangers. What one stream claims costs bounded memory and time, and touches no
// other stream's account.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "collector/format/line_origin.h"
#include "collector/intake/account_table.h"
#include "collector/ledger/missing_numbers.h"
#include "mailslot/datagram.h"

namespace mailslog {

struct ledger_totals {
    /// Records that arrived, written or not, and plain-text lines; also those that an output does
    /// not take.
    std::uint64_t received = 0;
    std::uint64_t written = 0;
    std::uint64_t lost = 0;
    std::uint64_t suppressed = 0;  // arrived, and not written: their senders were over their rate
    std::uint64_t untold_text = 0; // of these, plain-text lines that no notice tells of yet
    std::uint64_t duplicates = 0;
    std::uint64_t truncated = 0;
    std::uint64_t malformed = 0;
    /// Messages that claimed another's process id, which did not help them, or another's stream,
    /// and so were refused.
    std::uint64_t forged = 0;
    /// Numbers below the first one seen of a stream, while the ledger has a forgotten past: they
    /// were written or lost, and nobody can say which.
    std::uint64_t unknown = 0;
    std::uint64_t received_bytes = 0; // of the lines that arrived, as they came
    std::uint64_t written_bytes = 0;  // of what went into the log, with all that a line shows
};

/// How a record came: through a lane, which keeps the order, or by datagram, where one may overtake
/// another by a little.
enum class arrival {
    lane,
    datagram, // of this machine, for sure: the end of a stream comes behind its records
    network,  // where the end may overtake them, too
};

enum class verdict_kind {
    fresh,      // write it
    duplicate,  // its number is accounted for: do not write it
    impossible, // no sender can have reached this number: malformed, do not write it
};

struct verdict {
    verdict_kind kind = verdict_kind::fresh;
    /// Numbers that this gives up as lost: a notice belongs into the log, before the record.
    std::vector<sequence_range> lost;

    // What entering it makes of the account, which expected this number.
    std::uint64_t expected = 1;
    std::uint64_t next = 1;
    std::uint64_t unknown = 0;
    missing_numbers still_missing;
};

class ledger {
public:
    /// By datagram, a missing number is given up once the stream is this far past it, or after
    /// give_up_after without it, or when the stream ends.
    static constexpr std::uint64_t reorder_window = 1024;
    static constexpr std::chrono::milliseconds give_up_after{1000};
    /// A stream's gaps that are waited for at the same time; the oldest is given up before another
    /// is added. Overtaking threads leave a few; more is loss, or somebody who wants our memory.
    static constexpr std::size_t max_missing_ranges = 64;
    /// The highest number that a stream can use: a million lines a second for nine years.
    static constexpr std::uint64_t max_sequence = std::uint64_t{1} << 48;

    /// Whether the stream is another sender's. It belongs to the first that was heard of it, as
    /// long as its account is kept: to a process of this machine, or to the network, where nobody
    /// tells one sender from another for sure.
    bool is_foreign(const stream_header &sender, const line_origin &origin) const;

    /// What a record with this number would mean. Does not change anything.
    ///
    /// A stream that was never seen is taken to begin at 1: what is below the first number is
    /// missing. Only where has_forgotten_past() it is `unknown`, since the stream may be an old
    /// one.
    verdict
    judge(std::uint64_t stream_id, std::uint64_t sequence, arrival how, std::int64_t now_ns) const;
    /// Enters a record that judge() has seen; `record.sequence` is its own number.
    void
    enter(const verdict &verdict, const stream_header &record, bool truncated, std::int64_t now_ns);

    /// As enter() of a fresh record that is not written, since its sender is over its rate.
    void enter_suppressed(const verdict &verdict, const stream_header &record, std::int64_t now_ns);
    /// As enter() of a fresh record that this log does not take: it is accounted for `elsewhere`.
    void
    enter_turned_away(const verdict &verdict, const stream_header &record, std::int64_t now_ns);
    /// A notice in the log tells of all that was suppressed of the stream.
    void told_of_suppressed(std::uint64_t stream_id);
    /// Streams with suppressed lines that no notice tells of yet.
    const std::set<std::uint64_t> &untold() const noexcept { return untold_; }

    /// Whether the record is the very one that comes next in a stream of which nothing is missing,
    /// from the sender that it is known of: judge() would find it fresh and give up nothing.
    bool is_next(const stream_header &record, const line_origin &origin) const;
    /// Enters a record for which is_next() held before the state so far was noted: as enter(), at
    /// less cost. Its origin may be unknown then (note_origin).
    void enter_next(const stream_header &record, bool truncated, std::int64_t now_ns);

    /// As enter_turned_away(), where is_next() holds.
    void turn_away_next(const stream_header &record, std::int64_t now_ns);

    /// The stream used numbers up to `last_sequence` and no more will come: all that is missing is
    /// lost; by network, once it has waited for give_up_after. A last number below what was seen,
    /// and a second end, change nothing but `ended`. A record with a higher number that comes after
    /// it all the same is fresh, and the stream goes on; one that was given up as lost is a
    /// duplicate.
    verdict judge_end(
        std::uint64_t stream_id, std::uint64_t last_sequence, arrival how = arrival::lane,
        std::int64_t now_ns = 0) const;
    void enter_end(const verdict &verdict, const stream_header &sender, std::int64_t now_ns);
    /// Where a stream that is known comes from, if not from this machine.
    void note_origin(std::uint64_t stream_id, const line_origin &origin);

    /// Streams with missing numbers that have waited for give_up_after, or are in the way while
    /// there are more than account_table::max_accounts, as unproven ones are and those whose turn
    /// to go has come: judge_overdue() and enter_overdue() each.
    std::vector<std::uint64_t> overdue(std::int64_t now_ns) const;
    verdict judge_overdue(std::uint64_t stream_id, std::int64_t now_ns) const;
    void enter_overdue(const verdict &verdict, std::uint64_t stream_id);
    /// Whether so many accounts have changed since clear_changed(), or are kept, more than there
    /// are honest senders, that overdue() is to be seen to and the changes are to be saved before
    /// more come: accounts are evicted only then.
    bool is_pressed() const noexcept;
    /// Whether accounts are to be evicted: what waits to be told of any is to be told now.
    bool is_crowded() const noexcept { return accounts_.is_crowded(); }

    /// A lane brings word that a collector has accounted for all up to `sequence` (a ledger that
    /// was lost, or another file's): numbers up to it are neither missing nor lost to us. Not for a
    /// number beyond max_sequence: nothing changes then.
    void
    accounted_elsewhere(const stream_header &sender, std::uint64_t sequence, std::int64_t now_ns);

    /// By what the lane of a stream that is known can be found again.
    void note_lane(std::uint64_t stream_id, const lane_place &lane);

    /// Streams with a lane are pinned: never evicted (account_table.h).
    void pin(std::uint64_t stream_id, bool pinned) { accounts_.pin(stream_id, pinned); }

    /// A line without a number was written.
    void count_plain_text(bool truncated = false) noexcept;
    /// One was not, since its sender is over its rate.
    void count_suppressed_text() noexcept;
    void told_of_suppressed_text(std::uint64_t lines) noexcept;
    /// One was not, since this log does not take it.
    void count_text_turned_away() noexcept { ++totals_.received; }
    void count_received_bytes(std::uint64_t bytes) noexcept { totals_.received_bytes += bytes; }
    void count_written_bytes(std::uint64_t bytes) noexcept { totals_.written_bytes += bytes; }
    void count_malformed() noexcept { ++totals_.malformed; }
    void count_forged(std::uint64_t count = 1) noexcept { totals_.forged += count; }

    /// Whether there were streams that this ledger knows nothing of any more: it had to evict one
    /// that had not ended, or what was saved could not be read.
    bool has_forgotten_past() const noexcept { return has_forgotten_past_; }
    void forget_past() noexcept { has_forgotten_past_ = true; }

    /// The stream's account or null; valid until the ledger changes.
    const stream_account *find(std::uint64_t stream_id) const { return accounts_.find(stream_id); }
    const ledger_totals &totals() const noexcept { return totals_; }
    std::vector<const stream_account *> accounts() const { return accounts_.all(); }

    /// Whether any stream has missing numbers, which will be overdue after give_up_after.
    bool has_missing() const noexcept { return !with_missing_.empty(); }

    /// For ledger_file: the accounts changed since clear_changed(), each once.
    const std::vector<std::uint64_t> &changed() const noexcept { return accounts_.changed(); }
    /// The changed accounts are saved. Evicts what is beyond account_table::max_accounts.
    void clear_changed();
    /// Takes over what was saved: no change, and evicts nothing.
    void restore(const stream_account &account);
    void restore(const ledger_totals &totals) noexcept { totals_ = totals; }

private:
    bool is_in_the_way(const stream_account &account) const;
    verdict so_far(std::uint64_t stream_id, std::uint64_t unknown_through) const;
    stream_account &seen(const stream_header &sender, std::int64_t now_ns);
    void apply(const verdict &verdict, stream_account &account);
    void note_missing(const stream_account &account);
    void note_untold(const stream_account &account);
    void count_written(stream_account &account, bool truncated) noexcept;

    account_table accounts_;
    std::set<std::uint64_t> with_missing_;
    std::set<std::uint64_t> untold_;
    ledger_totals totals_;
    bool has_forgotten_past_ = false;
};

} // namespace mailslog
