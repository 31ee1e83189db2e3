#include "collector/files/background_packer.h"

#include <utility>

#include <mailslog/slot_error.h>

#include "collector/system/low_priority.h"
#include "mailslot/background_thread.h"

namespace mailslog {

background_packer::background_packer(file_system &files, std::function<void()> on_notice)
    : files_{files}, on_notice_{std::move(on_notice)} {}

background_packer::~background_packer() {
    if (thread_.joinable()) {
        stop_ = true;
        {
            const std::lock_guard lock{mutex_}; // it waits now, or looks at stop_ before it does
        }
        wake_.notify_one();
        thread_.join();
    }
}

// Without the lock, which the thread may hold: one that misses this sleeps, and packs nothing.
void background_packer::stop() noexcept {
    stop_ = true;
    wake_.notify_one();
}

/// Whether a thread that was stopped is gone, or there was none.
bool background_packer::may_begin_again() {
    if (stop_ && thread_.joinable()) {
        if (!has_ended_) {
            wake_.notify_one();
            return false;
        }
        thread_.join();
    }
    has_ended_ = false;
    stop_ = false;
    return true;
}

std::error_code background_packer::release(const std::vector<closed_log> &closed) {
    if (stop_ && !may_begin_again()) {
        return std::make_error_code(std::errc::resource_unavailable_try_again);
    }
    {
        const std::unique_lock attempt{mutex_, std::try_to_lock};
        if (!attempt) { // the thread may be kept from the processor while it holds it
            return std::make_error_code(std::errc::resource_unavailable_try_again);
        }
        for (const closed_log &log : closed) {
            released_[log.live_path] = log.through;
        }
    }
    wake_.notify_one();
    if (!thread_.joinable()) {
        try {
            thread_ = start_background_thread([this] { work(); });
        } catch (const std::system_error &failure) {
            return failure.code();
        }
    }
    return {};
}

std::vector<std::string> background_packer::take_notices() {
    std::vector<std::string> taken;
    if (has_notices_) {
        std::unique_lock attempt{notices_mutex_, std::try_to_lock};
        if (attempt) {
            taken.swap(notices_);
            has_notices_ = false;
        }
    }
    return taken;
}

void background_packer::work() {
    run_at_low_priority();
    releases failed;
    while (!stop_) {
        const releases work = take_work(failed);
        failed.clear();
        for (const auto &[live_path, through] : work) {
            const auto failure = pack_rotated_files(files_, live_path, through, stop_);
            tell(live_path, failure);
            if (failure.why) {
                failed.emplace(live_path, through);
            }
        }
    }
    has_ended_ = true;
    on_notice_(); // who waits to begin again may
}

/// Waits for some. What failed comes again after a while, or with the next.
background_packer::releases background_packer::take_work(const releases &failed) {
    constexpr std::chrono::hours next_look{1};
    std::unique_lock lock{mutex_};
    wake_.wait_for(
        lock, failed.empty() ? std::chrono::seconds{next_look} : std::chrono::seconds{retry_after},
        [&] { return stop_ || !released_.empty(); });
    releases work = std::exchange(released_, {});
    work.insert(failed.begin(), failed.end());
    return work;
}

void background_packer::tell(const std::string &live_path, const packing_failure &failure) {
    if (!failure.why || failure.why == std::errc::operation_canceled) {
        told_of_.erase(live_path);
        return;
    }
    std::string text = describe("compress", failure.path, failure.why) + "; trying again later";
    std::string &told = told_of_[live_path];
    if (told != text) {
        told = text;
        {
            const std::lock_guard lock{notices_mutex_};
            notices_.push_back(std::move(text));
        }
        has_notices_ = true;
        on_notice_();
    }
}

} // namespace mailslog
