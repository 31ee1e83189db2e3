// Keeps a second collector, of another slot, away from the same log file: PATH.lock beside it, held
// while the collector runs and gone with it. A killed collector's lock is free.
#pragma once

#include <memory>
#include <string>
#include <system_error>

namespace mailslog {

class log_lock {
public:
    log_lock() noexcept;
    /// Lets go, and removes the file.
    ~log_lock();
    log_lock(const log_lock &) = delete;
    log_lock &operator=(const log_lock &) = delete;

    /// Errors: std::errc::device_or_resource_busy (another collector has it), the system's own.
    std::error_code take(const std::string &log_path);
    /// Where the disk had no room for the process's id when the lock was taken: once more.
    std::error_code write_missing_id();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
