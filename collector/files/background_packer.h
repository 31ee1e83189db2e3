// Packs rotated files beside the collector's main work (`--compress`), in a thread of low priority
// that begins with the first release().
//
// The writer's thread never waits for this one: it hands over what there is to pack, and looks for
// notices, only when nobody else is at it. All functions are for the writer's thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "collector/files/closed_log.h"
#include "collector/files/file_system.h"
#include "collector/files/packing.h"
#include "collector/files/rotation_clock.h"

namespace mailslog {

class background_packer {
public:
    /// What failed is tried again so much later, and after the next rotation.
    static constexpr std::chrono::seconds retry_after{60};

    /// `files` serves several threads at once and outlives this. `on_notice` is called by the
    /// thread when there is something to take.
    background_packer(file_system &files, std::function<void()> on_notice);
    /// Waits for the end of the block that is being packed; what is left is done after the next
    /// start.
    ~background_packer();
    background_packer(const background_packer &) = delete;
    background_packer &operator=(const background_packer &) = delete;

    /// Ends soon, with the block that is being packed, and is not waited for. The next release()
    /// begins again, with what was left.
    void stop() noexcept;

    /// These rotated files are never written to again. Errors: the system has no thread, or the
    /// thread is just taking what it was given before, or ending after stop(); try again later.
    std::error_code release(const std::vector<closed_log> &closed);

    /// What could not be packed, once each.
    std::vector<std::string> take_notices();

private:
    using releases = std::map<std::string, wall_time>; // by live path

    void work();
    bool may_begin_again();
    releases take_work(const releases &failed);
    void tell(const std::string &live_path, const packing_failure &failure);

    file_system &files_;
    std::function<void()> on_notice_;
    releases released_; // guarded by mutex_
    std::atomic<bool> stop_{false};
    std::atomic<bool> has_ended_{false}; // the thread, after stop()
    std::atomic<bool> has_notices_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    // The thread lets go of it before it calls on_notice: who is woken finds it free, or is woken
    // again.
    std::mutex notices_mutex_;
    std::vector<std::string> notices_;           // guarded by notices_mutex_
    std::map<std::string, std::string> told_of_; // the thread's own: of each log, what failed last
    std::thread thread_;
};

} // namespace mailslog
