#include "collector/files/log_lock.h"

#include <mailslog/slot_error.h>

#include "mailslot/slot_lock_posix.h"

namespace mailslog {

struct log_lock::impl {
    slot_lock lock;
};

log_lock::log_lock() noexcept = default;

log_lock::~log_lock() {
    if (impl_) {
        impl_->lock.remove();
    }
}

std::error_code log_lock::take(const std::string &log_path) {
    auto taken = std::make_unique<impl>();
    const std::error_code failed = taken->lock.take(log_path);
    if (!failed) {
        impl_ = std::move(taken);
    }
    return failed == slot_errc::already_exists
               ? std::make_error_code(std::errc::device_or_resource_busy)
               : failed;
}

} // namespace mailslog
