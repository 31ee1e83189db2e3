// The ledgers of all outputs, where they are told the same or asked for what holds for all of them.
// One thread at a time; the ledgers outlive it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "collector/ledger/ledger.h"

namespace mailslog {

class ledger_group {
public:
    // One is a group of its own. NOLINTNEXTLINE(google-explicit-constructor)
    ledger_group(ledger &only) : all_{&only} {}
    /// At least one.
    explicit ledger_group(std::vector<ledger *> all) : all_{std::move(all)} {}

    const std::vector<ledger *> &all() const noexcept { return all_; }

    /// Whether it is to any of them.
    bool is_foreign(const stream_header &sender, const line_origin &origin) const;
    /// Up to which number a stream is accounted for: by each of them; by one of them.
    std::uint64_t known_by_all(std::uint64_t stream_id) const;
    std::uint64_t known_by_any(std::uint64_t stream_id) const;
    /// An account of the stream, or null; valid until that ledger changes.
    const stream_account *find(std::uint64_t stream_id) const;

    // As ledger's.
    void accounted_elsewhere(
        const stream_header &sender, std::uint64_t sequence, std::int64_t now_ns) const;
    void note_lane(std::uint64_t stream_id, const lane_place &lane) const;
    void pin(std::uint64_t stream_id, bool pinned) const;
    void count_malformed() const noexcept;
    void count_forged(std::uint64_t count = 1) const noexcept;

    /// What all of them have together: what arrived once counts once, however many took it; what
    /// was written counts for each.
    ledger_totals totals() const noexcept;

private:
    std::vector<ledger *> all_;
};

} // namespace mailslog
