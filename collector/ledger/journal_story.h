// What a journal tells of the log, entry by entry, and which of it counts. Views into the journal's
// bytes, which must outlive it. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collector/ledger/journal.h"
#include "collector/ledger/ledger_entry.h"

namespace mailslog {

/// An entry, and where lines of the log stood with it, if it says so.
struct told_entry {
    journal::entry entry;
    std::vector<log_span> spans;   // of a batch, and where files end by a mark
    std::vector<log_place> places; // of a mark
    std::optional<log_rotation> rotation;
    bool is_batch = false;
    bool is_mark = false;
    bool counts = true;
};

/// What a journal knows of its logs beside their ends.
struct told_past {
    struct log {
        std::optional<wall_time> begun; // the period of a live file that no batch went into yet
        std::string_view rotated_to;    // by its last rotation; or empty
    };
    std::map<std::string_view, log> logs;
    std::map<file_identity, wall_time, before_by_identity> begun; // of files with batches
};

/// Where a file ends, as was told of it last.
struct known_end {
    std::uint64_t bytes = 0;
    std::string_view log;    // whose file it was
    bool is_rotated = false; // that log was rotated since: it is live no more
};
using known_ends = std::map<file_identity, known_end, before_by_identity>;

class journal_story {
public:
    /// What is to be known beside the entries.
    struct setting {
        bool is_found = false;    // there is a journal at all
        std::string machine_life; // file_system::machine_life()
        /// If there is but one log: its name now. Its file and the journal may have been renamed.
        std::string_view only_log;
    };

    journal_story(const std::vector<journal::entry> &all, setting setting);

    std::vector<told_entry> entries;

    /// Since the journal was written. (No kill leaves one without a mark, but one that was never
    /// written whole.)
    bool machine_died() const noexcept { return machine_died_; }
    /// The files have other identities now: `is_now` tells them by log and what it was.
    void change_files(
        const std::function<file_identity(std::string_view log, const file_identity &was)> &is_now);
    /// The logs that it names.
    std::set<std::string_view> logs() const;
    /// The last that it says of where the log ends, in doubt or not; null: nothing.
    const log_span *last_span_of(std::string_view log) const;
    bool knows(const file_identity &file) const;
    /// Where its files end by what counts. Of a batch that was never written nothing is known.
    known_ends ends() const;
    /// When the files' periods began, and what rotations were to call them, by what counts.
    told_past past() const;

private:
    void read(const journal::entry &entry);
    void add_spans(told_entry &told);
    void learn_files();
    std::string_view name_of(std::string_view log) const {
        return setting_.only_log.empty() ? log : setting_.only_log;
    }

    setting setting_;
    std::set<file_identity, before_by_identity> known_;
    std::map<std::string_view, log_span> last_spans_;
    bool machine_died_ = false;
};

} // namespace mailslog
