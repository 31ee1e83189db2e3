// What the journal's entries say, as bytes: docs/ledger.md. Pure functions; one thread at a time
// for each ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotating_file.h"
#include "collector/ledger/journal.h"
#include "collector/ledger/ledger.h"

namespace mailslog {

/// Where lines of a batch stand: [start_bytes, end_bytes) of a log file.
struct log_span {
    std::string_view log; // the live file's path, from the folder that all of the log is below
    file_identity file;
    std::uint64_t start_bytes = 0;
    std::uint64_t end_bytes = 0;
    wall_time begun; // when the file's period began
};

/// A batch of lines, and all files that it goes into, each once.
struct log_batch {
    std::vector<log_span> spans;
    /// The batch of the entry before was never written: this one has its lines.
    bool is_instead = false;
};

/// The live file of `log` is about to get this name, which is from the same folder.
struct log_rotation {
    std::string_view log;
    std::string_view rotated_to;
    wall_time time;
};

/// How a log stood when the journal was written afresh.
struct log_place {
    std::string_view log; // as in log_span
    std::optional<wall_time> begun;
    std::string_view rotated_to; // by its last rotation; or empty
    log_position end;            // of the live file; none: no inode
};

/// How all of them did, and in which life of the machine.
struct log_mark {
    std::vector<log_place> places;
    std::string machine_life;
};

enum class ledger_entry_kind : std::uint8_t { batch = 1, rotation = 2, snapshot = 3, mark = 4 };

/// Each appends one whole entry. A batch has the ledger's changed accounts, a snapshot and a
/// batch that stands in for another have all.
void append_batch_entry(std::string &to, const ledger &ledger, const log_batch &batch);
void append_rotation_entry(std::string &to, const log_rotation &rotation);
void append_snapshot_entry(std::string &to, const ledger &ledger);
void append_mark_entry(std::string &to, const log_mark &mark);

// What an entry says; nothing if it is none of the kind. Views are into the entry.
std::optional<log_batch> batch_of(const journal::entry &entry);
std::optional<log_rotation> rotation_of(const journal::entry &entry);
std::optional<log_mark> mark_of(const journal::entry &entry);

/// Makes the ledger what the entry says. False, and nothing is changed, for an entry that makes no
/// sense.
bool replay(const journal::entry &entry, ledger &ledger);

} // namespace mailslog
