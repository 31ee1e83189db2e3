#include "collector/ledger/ledger_group.h"

#include <algorithm>

namespace mailslog {
namespace {

std::uint64_t known(const ledger &ledger, std::uint64_t stream_id) {
    const stream_account *account = ledger.find(stream_id);
    return account == nullptr ? 0 : account->next - 1;
}

} // namespace

bool ledger_group::is_foreign(const stream_header &sender, const line_origin &origin) const {
    return std::any_of(all_.begin(), all_.end(), [&](const ledger *one) {
        return one->is_foreign(sender, origin);
    });
}

std::uint64_t ledger_group::known_by_all(std::uint64_t stream_id) const {
    std::uint64_t least = known(*all_.front(), stream_id);
    for (const ledger *one : all_) {
        least = std::min(least, known(*one, stream_id));
    }
    return least;
}

std::uint64_t ledger_group::known_by_any(std::uint64_t stream_id) const {
    std::uint64_t most = 0;
    for (const ledger *one : all_) {
        most = std::max(most, known(*one, stream_id));
    }
    return most;
}

const stream_account *ledger_group::find(std::uint64_t stream_id) const {
    for (const ledger *one : all_) {
        if (const stream_account *account = one->find(stream_id)) {
            return account;
        }
    }
    return nullptr;
}

void ledger_group::accounted_elsewhere(
    const stream_header &sender, std::uint64_t sequence, std::int64_t now_ns) const {
    for (ledger *one : all_) {
        one->accounted_elsewhere(sender, sequence, now_ns);
    }
}

void ledger_group::note_lane(std::uint64_t stream_id, const lane_place &lane) const {
    for (ledger *one : all_) {
        one->note_lane(stream_id, lane);
    }
}

void ledger_group::pin(std::uint64_t stream_id, bool pinned) const {
    for (ledger *one : all_) {
        one->pin(stream_id, pinned);
    }
}

void ledger_group::count_malformed() const noexcept {
    for (ledger *one : all_) {
        one->count_malformed();
    }
}

void ledger_group::count_forged(std::uint64_t count) const noexcept {
    for (ledger *one : all_) {
        one->count_forged(count);
    }
}

ledger_totals ledger_group::totals() const noexcept {
    ledger_totals all;
    for (const ledger *one : all_) {
        const ledger_totals &some = one->totals();
        for (const auto figure :
             {&ledger_totals::received, &ledger_totals::lost, &ledger_totals::suppressed,
              &ledger_totals::untold_text, &ledger_totals::duplicates, &ledger_totals::truncated,
              &ledger_totals::malformed, &ledger_totals::forged, &ledger_totals::unknown,
              &ledger_totals::received_bytes}) {
            all.*figure = std::max(all.*figure, some.*figure);
        }
        all.written += some.written;
        all.written_bytes += some.written_bytes;
    }
    return all;
}

} // namespace mailslog
