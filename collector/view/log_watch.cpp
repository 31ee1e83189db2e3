#include "collector/view/log_watch.h"

#include <utility>

#include "collector/files/file_system.h"
#include "collector/tail/tail_output.h"
#include "collector/tell.h"
#include "mailslot/background_thread.h"

namespace mailslog {
namespace {

constexpr std::chrono::seconds between_searches{1};

} // namespace

log_watch::log_watch(path_finder find_paths, std::string pattern, line_feed &feed)
    : feed_{feed}, thread_{start_background_thread(
                       [this, find_paths = std::move(find_paths), pattern = std::move(pattern)] {
                           work(find_paths, pattern);
                       })} {}

log_watch::~log_watch() {
    {
        const std::lock_guard lock{mutex_};
        is_over_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool log_watch::is_over_within(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return wake_.wait_for(lock, time, [this] { return is_over_; });
}

void log_watch::work(const path_finder &find_paths, const std::string &pattern) {
    const auto paths = await_paths(find_paths);
    if (!paths.empty()) {
        follow(paths, pattern);
    }
}

/// None if it is over before there are some.
std::vector<std::string> log_watch::await_paths(const path_finder &find_paths) {
    auto paths = find_paths();
    while (paths.empty() && !is_over_within(between_searches)) {
        paths = find_paths();
    }
    return paths;
}

void log_watch::follow(const std::vector<std::string> &paths, const std::string &pattern) {
    tail_settings settings;
    settings.paths = paths;
    settings.pattern = pattern;
    settings.lines = first_lines;
    settings.follow = true;
    settings.json = true;
    tail_output output;
    output.write = [this](std::string_view lines) {
        feed_.add(lines);
        return std::error_code{};
    };
    output.say = [](std::string_view message) { tell(std::string{message}); };
    output.stopped_within = [this](std::chrono::milliseconds time) { return is_over_within(time); };
    (void)tail_to(output, real_file_system(), settings);
}

} // namespace mailslog
