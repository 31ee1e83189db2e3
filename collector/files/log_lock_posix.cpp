#include "collector/files/log_lock.h"

#include <mailslog/slot_error.h>

#include "mailslot/slot_lock_posix.h"

namespace mailslog {

struct log_lock::impl {
    slot_lock lock;
    bool has_id = false;

    std::error_code take(const std::string &log_path) {
        if (const std::error_code failed = lock.hold(log_path)) {
            return failed;
        }
        const std::error_code failed = lock.write_id();
        has_id = !failed;
        if (failed == std::errc::no_space_on_device) {
            return {}; // what makes room on a full disk needs the lock first
        }
        if (failed) {
            lock.remove();
        }
        return failed;
    }
};

log_lock::log_lock() noexcept = default;

log_lock::~log_lock() {
    if (impl_) {
        impl_->lock.remove();
    }
}

std::error_code log_lock::take(const std::string &log_path) {
    auto taken = std::make_unique<impl>();
    const std::error_code failed = taken->take(log_path);
    if (!failed) {
        impl_ = std::move(taken);
    }
    return failed == slot_errc::already_exists
               ? std::make_error_code(std::errc::device_or_resource_busy)
               : failed;
}

std::error_code log_lock::write_missing_id() {
    const std::error_code failed = impl_->has_id ? std::error_code{} : impl_->lock.write_id();
    impl_->has_id = !failed;
    return failed;
}

} // namespace mailslog
