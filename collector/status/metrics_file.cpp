#include "collector/status/metrics_file.h"

#include <utility>

#include <mailslog/slot_error.h>

#include "collector/status/metrics_text.h"
#include "collector/status/status_reading.h"
#include "mailslot/background_thread.h"

namespace mailslog {

metrics_file::metrics_file(
    file_system &files, std::string path, cell_glance glance,
    std::function<void(const std::string &)> tell)
    : files_{files}, path_{std::move(path)}, glance_{std::move(glance)}, tell_{std::move(tell)} {}

metrics_file::~metrics_file() {
    if (thread_.joinable()) {
        is_over_ = true;
        {
            const std::lock_guard lock{mutex_}; // it waits now, or looks at is_over_ before it does
        }
        wake_.notify_one();
        thread_.join();
    }
}

std::error_code metrics_file::start() {
    if (const auto error = write()) {
        return error;
    }
    try {
        thread_ = start_background_thread([this] { work(); });
    } catch (const std::system_error &failure) {
        return failure.code();
    }
    return {};
}

// No lock: the thread may be kept from the processor while it holds it. A wake-up that comes just
// before the thread waits is lost; the thread's next look is not far.
void metrics_file::note_change() noexcept {
    if (!is_changed_.exchange(true)) {
        wake_.notify_one();
    }
}

void metrics_file::work() {
    constexpr std::chrono::minutes next_look{1};
    while (!is_over_) {
        {
            std::unique_lock lock{mutex_};
            wake_.wait_for(lock, interval, [this] { return is_over_.load(); });
            while (!is_over_ && !is_changed_) {
                wake_.wait_for(lock, next_look);
            }
        }
        is_changed_ = false;
        report(write());
    }
}

std::error_code metrics_file::write() {
    const auto status = read_status(glance_);
    if (!status) {
        return {};
    }
    const std::string fresh_path = path_ + ".tmp";
    (void)files_.remove(fresh_path); // of a collector that was killed
    std::unique_ptr<file> fresh;
    if (const auto error = files_.open(fresh_path, open_mode::create_new, fresh)) {
        return error;
    }
    std::size_t written_bytes = 0;
    if (const auto error = fresh->append(metrics_of(*status), written_bytes)) {
        return error;
    }
    fresh.reset();
    return files_.replace(fresh_path, path_);
}

void metrics_file::report(std::error_code error) {
    if (error && error != last_error_) {
        tell_(describe("write", path_, error));
    }
    last_error_ = error;
}

} // namespace mailslog
