// What the journal's entries say, as bytes: docs/ledger.md. Pure functions; one thread at a time
// for each ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "collector/files/file_system.h"
#include "collector/files/rotating_file.h"
#include "collector/ledger/journal.h"
#include "collector/ledger/ledger.h"

namespace mailslog {

/// Where a batch of lines stands: [start_bytes, end_bytes) of a log file.
struct log_span {
    file_identity file;
    std::uint64_t start_bytes = 0;
    std::uint64_t end_bytes = 0;
    /// The batch of the entry before was never written: this one has its lines.
    bool is_instead = false;
};

/// What the journal knows beside the ledger.
struct log_state {
    std::optional<wall_time> begun; // when the live file's period began
    std::string rotated_path;       // what the last rotation was to call the live file
};

/// How far the log reached when the journal was written afresh, and in which life of the machine.
struct log_mark {
    log_position end; // of the live file; none: no inode
    std::string machine_life;
};

enum class ledger_entry_kind : std::uint8_t { batch = 1, rotation = 2, snapshot = 3, mark = 4 };

/// Each appends one whole entry. A batch has the ledger's changed accounts, a snapshot and a
/// batch that stands in for another have all.
void append_batch_entry(
    std::string &to, const ledger &ledger, const log_span &span, wall_time begun);
void append_rotation_entry(std::string &to, const std::string &rotated_path, wall_time now);
void append_snapshot_entry(std::string &to, const ledger &ledger, const log_state &log);
void append_mark_entry(std::string &to, const log_mark &mark);

/// Where the batch of an entry stands; nothing if it is no batch entry.
std::optional<log_span> batch_of(const journal::entry &entry);
/// The name that the entry announces; nothing if it is no rotation entry.
std::optional<std::string> rotation_of(const journal::entry &entry);
/// What the entry marks; nothing if it is no mark.
std::optional<log_mark> mark_of(const journal::entry &entry);
/// Makes the ledger and the log's state what the entry says. False, and nothing is changed, for an
/// entry that makes no sense.
bool replay(const journal::entry &entry, ledger &ledger, log_state &log);

} // namespace mailslog
