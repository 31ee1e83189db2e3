#include "collector/files/log_lock.h"

#include <windows.h>

#include "collector/files/path_windows.h"
#include "mailslot/handle_windows.h"

namespace mailslog {

struct log_lock::impl {
    handle file;
};

log_lock::log_lock() noexcept = default;
log_lock::~log_lock() = default;

// Nobody else can open the file while it is shared with nobody, and Windows deletes it with its
// last handle (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew).
std::error_code log_lock::take(const std::string &log_path) {
    std::wstring path;
    if (const std::error_code failed = system_path(log_path + ".lock", path)) {
        return failed;
    }
    auto taken = std::make_unique<impl>();
    taken->file.reset(::CreateFileW(
        path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_ALWAYS,
        FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
    const DWORD error = ::GetLastError();
    if (taken->file) {
        impl_ = std::move(taken);
        return {};
    }
    return error == ERROR_SHARING_VIOLATION
               ? std::make_error_code(std::errc::device_or_resource_busy)
               : std::error_code{static_cast<int>(error), std::system_category()};
}

std::error_code log_lock::write_missing_id() {
    return {}; // there is none in the file
}

} // namespace mailslog
