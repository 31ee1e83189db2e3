#include "collector/ledger/ledger.h"

#include <algorithm>
#include <limits>

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// Sums over hostile streams stop at the end of the scale rather than begin again at 0.
void add(std::uint64_t &to, std::uint64_t amount) noexcept {
    to += std::min(amount, std::numeric_limits<std::uint64_t>::max() - to);
}

/// A clock that was set back must not keep a gap open.
bool has_waited(const missing_range &range, std::int64_t now_ns) noexcept {
    constexpr auto patience =
        std::chrono::duration_cast<std::chrono::nanoseconds>(ledger::give_up_after).count();
    return now_ns < range.noticed_ns || now_ns - range.noticed_ns >= patience;
}

/// The last number that is too far behind `next` to be waited for; 0: none.
std::uint64_t behind_window(std::uint64_t next) noexcept {
    const std::uint64_t latest = next - 1;
    return latest > ledger::reorder_window ? latest - ledger::reorder_window : 0;
}

/// The last number in the ranges that are too many; 0: none.
std::uint64_t beyond_capacity(const missing_numbers &missing) noexcept {
    const std::size_t kept = std::min(missing.size(), ledger::max_missing_ranges);
    return missing.size() == kept ? 0 : missing[missing.size() - kept - 1].numbers.last;
}

/// Up to which number the coming of a record gives up what is missing.
std::uint64_t given_up_through(const verdict &verdict, arrival how) noexcept {
    if (how == arrival::lane) {
        return verdict.next;
    }
    return std::max(behind_window(verdict.next), beyond_capacity(verdict.still_missing));
}

/// What has not arrived up to `last` is missing from now on.
void miss_through(verdict &verdict, std::uint64_t last, std::int64_t now_ns) {
    if (last >= verdict.next) {
        verdict.still_missing.push_back({{verdict.next, last}, now_ns});
        verdict.next = last + 1;
    }
}

verdict rejected(verdict_kind kind) {
    verdict result;
    result.kind = kind;
    return result;
}

} // namespace

verdict ledger::so_far(std::uint64_t stream_id, std::uint64_t unknown_through) const {
    verdict result;
    if (const auto *account = find(stream_id)) {
        result.next = account->next;
        result.still_missing = account->missing;
    } else if (has_forgotten_past_) {
        result.next = unknown_through + 1;
        result.unknown = unknown_through;
    }
    result.expected = result.next;
    return result;
}

bool ledger::is_foreign(const stream_header &sender, const line_origin &origin) const {
    const stream_account *account = find(sender.stream_id);
    if (account == nullptr) {
        return false;
    }
    const bool both_are_here = account->address.empty() && origin.is_here();
    return both_are_here ? account->process_id != sender.process_id
                         : account->address.empty() != origin.is_here();
}

verdict ledger::judge(
    std::uint64_t stream_id, std::uint64_t sequence, arrival how, std::int64_t now_ns) const {
    if (sequence == 0 || sequence > max_sequence) {
        return rejected(verdict_kind::impossible);
    }
    verdict result = so_far(stream_id, sequence - 1);
    if (sequence >= result.next) {
        miss_through(result, sequence - 1, now_ns);
        result.next = sequence + 1;
    } else if (contains(result.still_missing, sequence)) {
        take_out(result.still_missing, sequence);
    } else {
        return rejected(verdict_kind::duplicate);
    }
    result.lost = take_out_through(result.still_missing, given_up_through(result, how));
    return result;
}

void ledger::enter(
    const verdict &verdict, const stream_header &record, bool truncated, std::int64_t now_ns) {
    if (verdict.kind == verdict_kind::impossible) {
        count_malformed();
        return;
    }
    ++totals_.received;
    if (verdict.kind == verdict_kind::duplicate) {
        ++totals_.duplicates;
        return;
    }
    stream_account &account = seen(record, now_ns);
    apply(verdict, account);
    count_written(account, truncated);
}

bool ledger::is_next(const stream_header &record, const line_origin &origin) const {
    const stream_account *account = find(record.stream_id);
    return account != nullptr && account->next == record.sequence && account->missing.empty() &&
           account->process_id == record.process_id && account->address == origin.address &&
           account->host == origin.host && record.sequence <= max_sequence;
}

void ledger::enter_next(const stream_header &record, bool truncated, std::int64_t now_ns) {
    ++totals_.received;
    stream_account &account = seen(record, now_ns);
    account.elsewhere += record.sequence - account.next; // see apply()
    account.next = record.sequence + 1;
    count_written(account, truncated);
}

void ledger::count_written(stream_account &account, bool truncated) noexcept {
    account.ended = false;
    ++account.written;
    ++totals_.written;
    if (truncated) {
        ++account.truncated;
        ++totals_.truncated;
    }
}

void ledger::enter_suppressed(
    const verdict &verdict, const stream_header &record, std::int64_t now_ns) {
    ++totals_.received;
    ++totals_.suppressed;
    stream_account &account = seen(record, now_ns);
    apply(verdict, account);
    account.ended = false;
    ++account.suppressed;
    ++account.untold;
    note_untold(account);
}

void ledger::enter_turned_away(
    const verdict &verdict, const stream_header &record, std::int64_t now_ns) {
    ++totals_.received;
    stream_account &account = seen(record, now_ns);
    apply(verdict, account);
    account.ended = false;
    ++account.elsewhere;
}

void ledger::turn_away_next(const stream_header &record, std::int64_t now_ns) {
    ++totals_.received;
    stream_account &account = seen(record, now_ns);
    ++account.next;
    account.ended = false;
    ++account.elsewhere;
}

void ledger::told_of_suppressed(std::uint64_t stream_id) {
    stream_account &account = accounts_.change(stream_id);
    account.untold = 0;
    note_untold(account);
}

verdict ledger::judge_end(
    std::uint64_t stream_id, std::uint64_t last_sequence, arrival how, std::int64_t now_ns) const {
    if (last_sequence > max_sequence) {
        return rejected(verdict_kind::impossible);
    }
    verdict result = so_far(stream_id, last_sequence);
    miss_through(result, last_sequence, now_ns);
    const std::uint64_t through =
        how == arrival::network ? beyond_capacity(result.still_missing) : result.next;
    result.lost = take_out_through(result.still_missing, through);
    return result;
}

void ledger::enter_end(const verdict &verdict, const stream_header &sender, std::int64_t now_ns) {
    if (verdict.kind == verdict_kind::impossible) {
        count_malformed();
        return;
    }
    stream_account &account = seen(sender, now_ns);
    apply(verdict, account);
    account.ended = true;
}

void ledger::note_origin(std::uint64_t stream_id, const line_origin &origin) {
    const stream_account *known = find(stream_id);
    if (known != nullptr && (known->host != origin.host || known->address != origin.address)) {
        stream_account &account = accounts_.change(stream_id);
        account.host = origin.host;
        account.address = origin.address;
    }
}

void ledger::note_lane(std::uint64_t stream_id, const lane_place &lane) {
    const stream_account *known = find(stream_id);
    if (known != nullptr && !(known->lane == lane)) {
        stream_account &account = accounts_.change(stream_id);
        account.lane = lane;
        account.ended = false;
    }
}

std::vector<std::uint64_t> ledger::overdue(std::int64_t now_ns) const {
    std::vector<std::uint64_t> streams;
    for (const auto stream_id : with_missing_) {
        const stream_account &account = *find(stream_id);
        if (is_in_the_way(account) || has_waited(account.missing.front(), now_ns)) {
            streams.push_back(stream_id);
        }
    }
    return streams;
}

verdict ledger::judge_overdue(std::uint64_t stream_id, std::int64_t now_ns) const {
    verdict result = so_far(stream_id, 0);
    const stream_account *account = find(stream_id);
    std::uint64_t through = account != nullptr && is_in_the_way(*account) ? result.next : 0;
    for (const auto &range : result.still_missing) {
        if (has_waited(range, now_ns)) {
            through = std::max(through, range.numbers.last);
        }
    }
    result.lost = take_out_through(result.still_missing, through);
    return result;
}

void ledger::enter_overdue(const verdict &verdict, std::uint64_t stream_id) {
    apply(verdict, accounts_.change(stream_id));
}

bool ledger::is_pressed() const noexcept {
    return accounts_.changed().size() >= 2 * account_table::max_accounts || accounts_.is_flooded();
}

bool ledger::is_in_the_way(const stream_account &account) const {
    return accounts_.is_crowded() &&
           (!is_proven(account) || accounts_.is_in_the_way(account.stream_id));
}

void ledger::accounted_elsewhere(
    const stream_header &sender, std::uint64_t sequence, std::int64_t now_ns) {
    if (sequence > max_sequence) {
        return;
    }
    stream_account &account = seen(sender, now_ns);
    account.elsewhere += count_of(take_out_through(account.missing, sequence));
    if (sequence >= account.next) {
        account.elsewhere += sequence - account.next + 1;
        account.next = sequence + 1;
    }
    note_missing(account);
}

void ledger::count_plain_text(bool truncated) noexcept {
    ++totals_.received;
    ++totals_.written;
    totals_.truncated += truncated ? 1 : 0;
}

void ledger::count_suppressed_text() noexcept {
    ++totals_.received;
    ++totals_.suppressed;
    ++totals_.untold_text;
}

void ledger::told_of_suppressed_text(std::uint64_t lines) noexcept {
    totals_.untold_text -= std::min(lines, totals_.untold_text);
}

void ledger::clear_changed() {
    if (accounts_.clear_changed()) {
        forget_past();
    }
}

void ledger::restore(const stream_account &account) {
    accounts_.restore(account);
    note_missing(account);
    note_untold(account);
}

stream_account &ledger::seen(const stream_header &sender, std::int64_t now_ns) {
    stream_account &account = accounts_.change(sender.stream_id);
    account.last_seen_ns = now_ns;
    account.process_id = sender.process_id;
    const auto name = sender.process_name.substr(
        0, cut_at_code_point(sender.process_name, stream_account::max_name_bytes));
    if (account.process_name != name) {
        account.process_name = name;
    }
    return account;
}

void ledger::apply(const verdict &verdict, stream_account &account) {
    const std::uint64_t lost = count_of(verdict.lost);
    account.lost += lost;
    // Not 0 for an account that is new, of a stream that is not: forgotten, or evicted after the
    // verdict.
    account.elsewhere += verdict.expected - account.next;
    account.next = verdict.next;
    add(totals_.lost, lost);
    add(totals_.unknown, verdict.unknown);
    if (!account.missing.empty() || !verdict.still_missing.empty()) {
        account.missing = verdict.still_missing;
        note_missing(account);
    }
}

void ledger::note_missing(const stream_account &account) {
    if (account.missing.empty()) {
        with_missing_.erase(account.stream_id);
    } else {
        with_missing_.insert(account.stream_id);
    }
}

void ledger::note_untold(const stream_account &account) {
    if (account.untold == 0) {
        untold_.erase(account.stream_id);
    } else {
        untold_.insert(account.stream_id);
    }
}

} // namespace mailslog
