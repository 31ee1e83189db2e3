#include "collector/files/background_packer.h"

#include <utility>

#include <mailslog/slot_error.h>

#include "collector/system/low_priority.h"
#include "mailslot/background_thread.h"

namespace mailslog {
namespace {

constexpr wall_time nothing_yet = wall_time::min();

} // namespace

background_packer::background_packer(
    file_system &files, std::string live_path, std::function<void()> on_notice)
    : files_{files}, live_path_{std::move(live_path)},
      on_notice_{std::move(on_notice)}, through_{nothing_yet.time_since_epoch().count()} {}

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

// No lock: the thread may be kept from the processor while it holds it. A wake-up that comes just
// before the thread waits is lost, and the work then waits for the thread's next look.
std::error_code background_packer::release(wall_time through) {
    through_ = through.time_since_epoch().count();
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
        std::unique_lock attempt{mutex_, std::try_to_lock};
        if (attempt) {
            taken.swap(notices_);
            has_notices_ = false;
        }
    }
    return taken;
}

void background_packer::work() {
    run_at_low_priority();
    while (!stop_) {
        const wall_time through{wall_time::duration{through_}};
        const auto failure = pack_rotated_files(files_, live_path_, through, stop_);
        tell(failure);
        wait_for_work(through, bool{failure.why});
    }
}

void background_packer::wait_for_work(wall_time done_through, bool has_failed) {
    constexpr std::chrono::hours next_look{1};
    std::unique_lock lock{mutex_};
    wake_.wait_for(
        lock, has_failed ? std::chrono::seconds{retry_after} : std::chrono::seconds{next_look},
        [&] { return stop_ || through_ != done_through.time_since_epoch().count(); });
}

void background_packer::tell(const packing_failure &failure) {
    if (!failure.why || failure.why == std::errc::operation_canceled) {
        told_of_.clear();
        return;
    }
    std::string text = describe("compress", failure.path, failure.why) + "; trying again later";
    if (told_of_ != text) {
        told_of_ = text;
        {
            const std::lock_guard lock{mutex_};
            notices_.push_back(std::move(text));
        }
        has_notices_ = true;
        on_notice_();
    }
}

} // namespace mailslog
