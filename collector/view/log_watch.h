// Follows logs by a thread of its own, as `mailslog tail --follow --json` does, and feeds their
// lines to whoever looks.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "collector/view/line_feed.h"

namespace mailslog {

class log_watch {
public:
    /// With how many lines of the logs it begins.
    static constexpr std::size_t first_lines = 1000;

    /// The paths, as `mailslog tail` takes them; while there are none it is asked again every
    /// second, by the watch's thread.
    using path_finder = std::function<std::vector<std::string>()>;

    /// Begins at once. `pattern`: as tail_settings. `feed` outlives this. Throws std::system_error
    /// if the system has no thread to give.
    log_watch(path_finder find_paths, std::string pattern, line_feed &feed);
    ~log_watch();
    log_watch(const log_watch &) = delete;
    log_watch &operator=(const log_watch &) = delete;

private:
    void work(const path_finder &find_paths, const std::string &pattern);
    std::vector<std::string> await_paths(const path_finder &find_paths);
    void follow(const std::vector<std::string> &paths, const std::string &pattern);
    bool is_over_within(std::chrono::milliseconds time);

    line_feed &feed_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool is_over_ = false; // guarded by mutex_
    std::thread thread_;
};

} // namespace mailslog
