// Replays any journal. What replays is a ledger like another: it can be saved and read back the
// same, and go on being asked.
//
// Checksums keep a changed journal's entries out, so each input is also taken for entries without:
// kind (1 byte), length (2, little-endian), payload. seeds/journal holds both sorts.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "collector/ledger/journal.h"
#include "collector/ledger/ledger_entry.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

constexpr std::size_t head_bytes = 3;

/// The same entries, with checksums that are right.
std::string sealed_journal(std::string_view entries) {
    std::string sealed{journal::magic};
    while (entries.size() >= head_bytes) {
        const auto kind = static_cast<std::uint8_t>(entries[0]);
        const std::size_t length = static_cast<std::uint8_t>(entries[1]) |
                                   std::size_t{static_cast<std::uint8_t>(entries[2])} << 8;
        entries.remove_prefix(head_bytes);
        const std::size_t begun_at = journal::begin_entry(sealed);
        sealed += entries.substr(0, length);
        journal::end_entry(sealed, begun_at, kind);
        entries.remove_prefix(std::min(length, entries.size()));
    }
    return sealed;
}

std::string snapshot_of(const ledger &accounts, const log_state &log) {
    std::string bytes{journal::magic};
    append_snapshot_entry(bytes, accounts, log);
    return bytes;
}

void check_saved(const ledger &accounts, const log_state &log) {
    const std::string saved = snapshot_of(accounts, log);
    const auto entries = journal::parse(saved);
    require(entries.size() == 1 && entries[0].readable, "a snapshot is one entry");
    ledger again;
    log_state log_again;
    require(replay(entries[0], again, log_again), "a snapshot replays");
    require(snapshot_of(again, log_again) == saved, "a snapshot says all that there is");
}

void check_use(ledger &accounts) {
    constexpr std::int64_t now_ns = 1'795'357'321'123'456'789;
    std::vector<stream_header> streams;
    for (const stream_account *account : accounts.accounts()) {
        streams.push_back({account->stream_id, account->next, account->process_id, {}});
    }
    for (const stream_header &next : streams) {
        const verdict verdict =
            accounts.judge(next.stream_id, next.sequence, arrival::datagram, now_ns);
        accounts.enter(verdict, next, false, now_ns);
    }
    for (const std::uint64_t stream_id : accounts.overdue(now_ns)) {
        accounts.enter_overdue(accounts.judge_overdue(stream_id, now_ns), stream_id);
    }
    for (const std::uint64_t stream_id : std::set<std::uint64_t>{accounts.untold()}) {
        accounts.told_of_suppressed(stream_id);
    }
    accounts.clear_changed();
}

void check_journal(std::string_view bytes) {
    ledger accounts;
    log_state log;
    for (const journal::entry &entry : journal::parse(bytes)) {
        require(
            entry.payload.empty() ||
                (entry.payload.data() >= bytes.data() &&
                 entry.payload.data() + entry.payload.size() <= bytes.data() + bytes.size()),
            "an entry lies in its journal");
        batch_of(entry);
        rotation_of(entry);
        replay(entry, accounts, log);
    }
    check_saved(accounts, log);
    check_use(accounts);
    check_saved(accounts, log);
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char *>(data), size};
    check_journal(bytes);
    check_journal(sealed_journal(bytes));
    return 0;
}
