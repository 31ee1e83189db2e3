// The metrics of a collector in a file, for node_exporter's textfile collector: replaced in one
// step, by a thread of its own, some seconds after something has changed. While nothing changes the
// thread sleeps.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "collector/files/file_system.h"
#include "collector/status/status_cell.h"

namespace mailslog {

class metrics_file {
public:
    static constexpr std::chrono::seconds interval{10};

    /// `files` serves several threads; what is given outlives this. `tell` is called by the thread,
    /// for a failure once until it is over.
    metrics_file(
        file_system &files, std::string path, cell_glance glance,
        std::function<void(const std::string &)> tell);
    /// Writes the last of it.
    ~metrics_file();
    metrics_file(const metrics_file &) = delete;
    metrics_file &operator=(const metrics_file &) = delete;

    /// Begins, with a first file. Errors: it can't be written; the system has no thread.
    std::error_code start();
    /// The status has changed. Never waits; costs a system call once an interval.
    void note_change() noexcept;

private:
    void work();
    std::error_code write();
    void report(std::error_code error);

    file_system &files_;
    std::string path_;
    cell_glance glance_;
    std::function<void(const std::string &)> tell_;
    std::atomic<bool> is_changed_{false};
    std::atomic<bool> is_over_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    std::error_code last_error_; // the thread's own
    std::thread thread_;
};

} // namespace mailslog
