// When what was written is to be forced to the disk (`--sync`). A state machine without a clock or
// a file. One thread at a time.
#pragma once

#include <chrono>
#include <optional>

#include "collector/files/rotation_clock.h"
#include "mailslot/datagram.h"

namespace mailslog {

enum class sync_moment {
    never,    // the system does it when it likes: within half a minute, as a rule
    rotation, // before the live file is rotated, and at the orderly end
    interval, // and at most so long after something was written
    level,    // and at once after a batch that holds a line from a level up
};

struct sync_settings {
    sync_moment moment = sync_moment::never;
    std::chrono::seconds interval{0};
    level from = level::critical;
};

class sync_schedule {
public:
    sync_schedule() = default;
    explicit sync_schedule(const sync_settings &settings) : settings_{settings} {}

    bool is_on() const noexcept { return settings_.moment != sync_moment::never; }

    /// A line of this level goes into the next batch.
    void line_waits(level level) noexcept;
    /// Something was written that the disk may not have.
    void written(wall_time now) noexcept;
    /// What is written is to be forced to the disk at once, unless the settings say never.
    void demand() noexcept { is_demanded_ = is_on(); }

    bool is_due(wall_time now) const noexcept;
    /// When is_due() will change by itself.
    std::optional<wall_time> deadline() const noexcept;
    /// The disk has all that was written.
    void done() noexcept;

private:
    sync_settings settings_;
    bool is_demanded_ = false;
    std::optional<wall_time> dirty_since_;
};

} // namespace mailslog
