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
#include <vector>

#include "collector/ledger/journal.h"
#include "collector/ledger/journal_story.h"
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

std::string snapshot_of(const ledger &accounts) {
    std::string bytes{journal::magic};
    append_snapshot_entry(bytes, accounts);
    return bytes;
}

void check_saved(const ledger &accounts) {
    const std::string saved = snapshot_of(accounts);
    const auto entries = journal::parse(saved);
    require(entries.size() == 1 && entries[0].readable, "a snapshot is one entry");
    ledger again;
    require(replay(entries[0], again), "a snapshot replays");
    require(snapshot_of(again) == saved, "a snapshot says all that there is");
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

std::size_t bytes_of(const std::vector<journal::entry> &entries) {
    std::size_t bytes = 0;
    for (const journal::entry &entry : entries) {
        bytes += entry.payload.size();
    }
    return bytes;
}

void check_story(const std::vector<journal::entry> &entries) {
    const journal_story story{entries, {true, "a life", {}}};
    require(story.entries.size() == entries.size(), "each entry is told");
    for (const std::string_view log : story.logs()) {
        const log_span *last = story.last_span_of(log);
        require(last == nullptr || story.knows(last->file), "a log's last file is known");
    }
    require(story.ends().size() <= bytes_of(entries), "a file that is known was named");
    (void)story.past();
}

void check_journal(std::string_view bytes) {
    ledger accounts;
    const auto entries = journal::parse(bytes);
    for (const journal::entry &entry : entries) {
        require(
            entry.payload.empty() ||
                (entry.payload.data() >= bytes.data() &&
                 entry.payload.data() + entry.payload.size() <= bytes.data() + bytes.size()),
            "an entry lies in its journal");
        replay(entry, accounts);
    }
    check_story(entries);
    check_saved(accounts);
    check_use(accounts);
    check_saved(accounts);
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char *>(data), size};
    check_journal(bytes);
    check_journal(sealed_journal(bytes));
    return 0;
}
