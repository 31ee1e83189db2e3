// Lines on their way into the files of a log, written each once: the ledger's journal notes the
// batch, and where it will stand in which files; then it is written; only then comes the next.
//
// Before a batch is noted each of its files is looked for at its name, and its size is taken. One
// that turns out to be another file, or to have another size, when the batch was noted makes it be
// noted anew, for what stands there now. One thread at a time.
#pragma once

#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "collector/files/log_sync.h"
#include "collector/files/log_targets.h"
#include "collector/files/target_watch.h"
#include "collector/ledger/ledger.h"
#include "collector/ledger/ledger_file.h"

namespace mailslog {

class noted_batch {
public:
    /// All of them must outlive this.
    noted_batch(
        log_targets &targets, ledger_file &ledger_file, ledger &ledger, log_sync &sync,
        target_watch &watch);

    /// Lines for a file, not empty. They come behind a batch that is noted already.
    void keep(log_target &named, std::string_view lines);
    /// How many files it has parts in.
    std::size_t files() const noexcept { return touched_.size(); }
    std::size_t unwritten_bytes() const noexcept { return unwritten_bytes_; }

    /// All that is kept, and what is new in the ledger. What could not be written stays kept, to be
    /// tried again. Errors: the system's.
    std::error_code write(wall_time now);
    /// Goes on in the file that the target's name stands for now.
    std::error_code follow_name(log_target &target, wall_time now);

    /// Whether a file has become another one, so that the ledger does not stand beside it yet.
    bool has_moved() const noexcept { return has_moved_; }
    bool take_moved() noexcept { return std::exchange(has_moved_, false); }

private:
    void touch(log_target &target);
    std::error_code write_one(wall_time now);
    std::error_code follow_names(wall_time now);
    std::error_code follow_all(wall_time now);
    void merge_waiting();
    void look_where_it_stands(log_target &target);
    std::error_code give_up_doubles(wall_time now);
    std::error_code note();
    log_span span_of(const log_target &target) const;
    std::error_code write_part(log_target &target, wall_time now);
    void finish(wall_time now);

    log_targets &targets_;
    ledger_file &ledger_file_;
    ledger &ledger_;
    log_sync &sync_;
    target_watch &watch_;

    std::vector<log_target *> touched_; // those with a part in it
    log_batch announced_;               // scratch
    bool is_noted_ = false;    // the journal announces it; the files have not got it all yet
    bool is_outdated_ = false; // and one of them is another file now
    bool has_moved_ = false;
    std::size_t unwritten_bytes_ = 0;
};

} // namespace mailslog
