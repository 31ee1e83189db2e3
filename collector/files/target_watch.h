// What comes of the files of a log by and by: what the clock alone makes due, which rotated files
// are closed, and what there is to tell of them. One thread at a time.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "collector/files/closed_log.h"
#include "collector/files/log_targets.h"

namespace mailslog {

class target_watch {
public:
    /// `targets` must outlive this.
    explicit target_watch(log_targets &targets) : targets_{targets} {}

    /// After each step that was taken with it.
    void look_at(log_target &target);
    /// After what may make something due earlier or later than before.
    void look_at_all(wall_time now);

    /// Whether something may be due. A clock that was set back makes it so at once.
    bool is_due(wall_time now) const noexcept;
    std::optional<wall_time> deadline() const noexcept { return due_at_; }
    /// What is new of that since it was last asked for.
    std::vector<closed_log> take_closed() { return std::exchange(closed_, {}); }

private:
    log_targets &targets_;
    std::optional<wall_time> due_at_;
    wall_time looked_at_;
    std::vector<closed_log> closed_;
};

} // namespace mailslog
