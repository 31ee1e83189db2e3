// What of a log the disk may not have, and forcing it there when `--sync` says so. The ledger goes
// first: what stands in a file must not be news to it. One thread at a time.
#pragma once

#include <optional>
#include <system_error>
#include <vector>

#include "collector/files/log_targets.h"
#include "collector/files/sync_schedule.h"
#include "collector/ledger/ledger_file.h"

namespace mailslog {

class log_sync {
public:
    /// Both must outlive this.
    log_sync(log_targets &targets, ledger_file &ledger) : targets_{targets}, ledger_{ledger} {}

    void change(const sync_settings &when);
    /// Nobody knows how much of the files that there are the disk has.
    void doubt_all();

    // As sync_schedule's.
    void line_waits(level level) noexcept { schedule_.line_waits(level); }
    void written(wall_time now) noexcept { schedule_.written(now); }
    void demand() noexcept { schedule_.demand(); }
    std::optional<wall_time> deadline() const noexcept { return schedule_.deadline(); }

    /// The file, or what names it in the folder, is not what it was.
    void changed(log_target &target);
    /// The target is about to go, and those that it stands for. What somebody took away under
    /// another name is forced to the disk before, if it is open; a failure is told.
    void forget(log_target &target);
    /// Only if something is due. Errors: the system's; what the disk has not got stays due.
    std::error_code force(wall_time now);
    /// Of the ledger alone, whenever it is called, unless the settings say never.
    std::error_code force_ledger();

private:
    log_targets &targets_;
    ledger_file &ledger_;
    sync_schedule schedule_;
    std::vector<log_target *> unsynced_;
};

} // namespace mailslog
