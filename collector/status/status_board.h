// The collector's side of its status: what there is to show, and when it is shown. To show it takes
// some stores to memory, and no system call.
//
// One thread, but glance(), which is any's as long as this lives.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/files/rotation_clock.h"
#include "collector/status/collector_status.h"
#include "collector/status/status_page.h"

namespace mailslog {

class status_board {
public:
    /// While the collector works its status is shown no more often than that.
    static constexpr std::chrono::milliseconds interval{100};
    /// And what takes time to find out (senders, refusals) no more often than that.
    static constexpr std::chrono::seconds details_interval{1};

    explicit status_board(std::string slot);

    /// As status_page::share().
    std::error_code share(const std::string &name, unsigned mode) {
        return page_.share(name, mode);
    }
    void withdraw() noexcept { page_.withdraw(); }
    cell_glance glance() const { return page_.glance(); }

    /// Whether it is time to show it: also whenever the collector comes to rest, or ends.
    bool is_due(collector_phase phase, wall_time now) const noexcept;
    bool details_are_due(collector_phase phase, wall_time now) const noexcept;

    /// To be filled in, what is not about the collector itself, and then shown.
    collector_status &status() noexcept { return status_; }
    void show(collector_phase phase, wall_time now);

    /// What went wrong; shown with the next show().
    void note_error(std::string_view text, wall_time now);

    std::int64_t started_ns() const noexcept { return status_.started_ns; }

private:
    status_page page_;
    collector_status status_;
    wall_time shown_at_{};
    wall_time details_at_{};
    std::string bytes_; // reused
};

} // namespace mailslog
