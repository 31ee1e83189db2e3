#include "mailslot/system_error_windows.h"

#include <windows.h>

#include <mailslog/slot_error.h>

namespace mailslog {
namespace {

/// Windows 11 24H2 and Server 2025 answer it to remote mailslots unless they are switched on
/// (https://learn.microsoft.com/windows/win32/debug/system-error-codes--1700-3999-).
constexpr DWORD error_remote_mailslots_deprecated = 3025;

} // namespace

std::error_code error_of(unsigned long error_number) noexcept {
    switch (error_number) {
    case ERROR_ALREADY_EXISTS:
        return slot_errc::already_exists;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND: // a slot below a folder: \\.\mailslot\path\name
        return slot_errc::not_found;
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
        return slot_errc::invalid_name;
    case ERROR_NOT_SUPPORTED:
        return slot_errc::not_supported;
    case ERROR_BAD_NETPATH: // the computer's name does not resolve
        return slot_errc::host_not_found;
    case error_remote_mailslots_deprecated:
        return slot_errc::remote_disabled;
    case ERROR_SEM_TIMEOUT:
        return slot_errc::timed_out;
    case ERROR_INVALID_HANDLE:
    case ERROR_HANDLE_EOF: // STATUS_FILE_FORCED_CLOSED: the slot's last server handle was closed
    case ERROR_NO_DATA:    // STATUS_PIPE_CLOSING
        return slot_errc::closed;
    case ERROR_ACCESS_DENIED:
        return slot_errc::access_denied;
    default:
        return {static_cast<int>(error_number), std::system_category()};
    }
}

std::error_code last_error() noexcept {
    return error_of(::GetLastError());
}

} // namespace mailslog
