// All that a collector writes to, each output with a ledger of its own. A message is delivered when
// every output has it: what one can't write holds up what comes to all.
//
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "collector/collect.h"
#include "collector/files/file_system.h"
#include "collector/ledger/ledger_group.h"
#include "collector/outputs/output.h"

namespace mailslog {

class outputs {
public:
    /// What the operator is told of them; `is_fault`: the status shows it, too.
    using voice = std::function<void(const std::string &text, bool is_fault)>;

    struct unopened {
        std::string file;
        std::error_code why;
    };

    /// `files` must outlive this.
    /// `wake` is called by any thread when pack_rotated() has something to say.
    outputs(
        file_system &files, const collect_settings &settings, const std::function<void()> &wake);

    /// Opens all, and mends what a kill left half done. One that is new beside others begins where
    /// they stand: what came before is no loss of it. Nothing if that worked.
    std::optional<unopened> open(wall_time now);

    // As log_writer's, for each output. What fails is to be called again, with the same message,
    // before any other is delivered: then it goes on with the output that failed. All but
    // these may be called meanwhile.
    std::error_code deliver(const incoming &message, wall_time now);
    std::error_code end_stream(const incoming &end, wall_time now);
    std::error_code tick(wall_time now);
    /// Deletes rotated files that have become too old, or whose room is needed.
    void delete_overdue(wall_time now);

    /// Writes what waits, wherever that can be done. Whether it could everywhere.
    bool flush(wall_time now, const voice &say);
    /// Leaves all ledgers in order. As flush().
    bool close(wall_time now);
    /// What went wrong; one line each.
    std::vector<std::string> reopen(wall_time now);
    /// `rotated_to`: what was rotated is called now. As reopen().
    std::vector<std::string> rotate_now(wall_time now, std::vector<std::string> &rotated_to);

    /// Takes over what `changed` names of the settings of an output that is here already.
    void
    change(const output_settings &settings, const std::vector<std::string> &changed, wall_time now);
    void change_memory(std::size_t bytes) noexcept;
    void limit_rate(const line_rate &rate);
    void change_sync(const sync_settings &when, wall_time now);

    std::optional<wall_time> next_deadline(wall_time now) const;
    /// Has what is rotated packed, where it is to be. What went wrong with that; one line each.
    std::vector<std::string> pack_rotated();
    std::vector<std::string> take_notices();

    const ledger_group &accounts() const noexcept { return accounts_; }
    std::size_t unwritten_bytes() const noexcept;
    std::vector<output_status> status() const;
    /// What each has done, for the end.
    std::string summary(std::int64_t since_ns) const;
    /// "a.log, b.json"
    std::string names() const;

private:
    static std::vector<std::unique_ptr<output>>
    made(file_system &files, const collect_settings &settings, const std::function<void()> &wake);
    std::error_code open(output &output, wall_time now);
    static ledger_group ledgers_of(const std::vector<std::unique_ptr<output>> &all);
    std::string named(const output &output) const;

    std::vector<std::unique_ptr<output>> all_;
    ledger_group accounts_;
    std::size_t next_ = 0; // the first that has not got the message that is being delivered
};

} // namespace mailslog
