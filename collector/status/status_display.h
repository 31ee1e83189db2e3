// All that a collector shows of itself while it runs: the page that `mailslog status` reads,
// metrics and, on a terminal, a line of progress.
//
// One thread: the collector's own, which never waits for anybody who looks.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <mailslog/slot_name.h>

#include "collector/collect.h"
#include "collector/files/file_system.h"
#include "collector/status/metrics_outlets.h"
#include "collector/status/progress_line.h"
#include "collector/status/status_board.h"
#include "collector/system/account.h"

namespace mailslog {

class status_display {
public:
    /// What the collector knows of itself; `details`: also what takes time to find out.
    using fill_function = std::function<void(collector_status &status, bool details)>;

    explicit status_display(const collect_settings &settings);
    /// Withdraws the page of a collector that did not come to start(). The slot must still be
    /// owned.
    ~status_display();
    status_display(const status_display &) = delete;
    status_display &operator=(const status_display &) = delete;

    /// Makes the page, for the worker to own if there is one, and takes the port of the metrics.
    /// That there is no page is only told. Nothing if that worked; else why not, for the user.
    std::optional<std::string>
    open(const slot_name &slot, const std::string &socket_path, const account *worker);
    /// After open() and a first show(): shows the metrics, too. As open().
    std::optional<std::string> start();

    /// Shows what `fill` says, if it is time for that.
    void show(collector_phase phase, wall_time now, const fill_function &fill);
    /// As status_page::withdraw(): an orderly end.
    void withdraw() noexcept { board_.withdraw(); }
    /// What went wrong, for the next show().
    void note_error(std::string_view text, wall_time now) { board_.note_error(text, now); }

    std::int64_t started_ns() const noexcept { return board_.started_ns(); }

private:
    metrics_settings metrics_;
    unsigned page_mode_;
    std::unique_ptr<file_system> files_; // for the metrics
    status_board board_;                 // outlives those that look at it
    metrics_outlets outlets_;
    progress_line progress_;
    bool has_started_ = false;
};

} // namespace mailslog
