#include "mailslot/slot_client_windows.h"

#include <limits>

#include <windows.h>

#include <mailslog/slot_error.h>

#include "mailslot/system_error_windows.h"
#include "mailslot/wait_windows.h"

namespace mailslog {
namespace {

constexpr std::size_t max_write_bytes = std::numeric_limits<DWORD>::max();

/// Nobody documents what a write over nMaxMessageSize answers. These are what the statuses stand
/// for that a file system has for it: STATUS_INFO_LENGTH_MISMATCH, STATUS_BUFFER_TOO_SMALL,
/// STATUS_BUFFER_OVERFLOW and STATUS_INVALID_BUFFER_SIZE.
bool says_too_large(DWORD error) noexcept {
    return error == ERROR_BAD_LENGTH || error == ERROR_INSUFFICIENT_BUFFER ||
           error == ERROR_MORE_DATA || error == ERROR_INVALID_USER_BUFFER;
}

std::error_code error_of_write(DWORD error) noexcept {
    if (error == ERROR_OPERATION_ABORTED) {
        return slot_errc::full; // by our own cancel
    }
    return says_too_large(error) ? slot_errc::message_too_large : error_of(error);
}

} // namespace

std::error_code slot_client::open(const wchar_t *path) noexcept {
    done_ = make_event(event_reset::by_hand);
    if (!done_) {
        return last_error();
    }
    slot_ = handle{::CreateFileW(
        path, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED, nullptr)};
    return slot_ ? std::error_code{} : last_error();
}

// Windows takes a local message at once, however many wait. Wine 8: the slot is a socket pair;
// with about 278 messages unread a write stays pending until three quarters of them are gone.
std::error_code slot_client::write(
    const void *data, std::size_t size_bytes, std::chrono::milliseconds wait_at_most) noexcept {
    if (size_bytes > max_write_bytes) {
        return slot_errc::message_too_large;
    }
    OVERLAPPED request{};
    request.hEvent = done_.get();
    if (!::WriteFile(slot_.get(), data, static_cast<DWORD>(size_bytes), nullptr, &request)) {
        const DWORD error = ::GetLastError();
        if (error != ERROR_IO_PENDING) {
            return error_of_write(error);
        }
        if (::WaitForSingleObject(done_.get(), milliseconds_of(wait_at_most)) != WAIT_OBJECT_0) {
            ::CancelIoEx(slot_.get(), &request);
        }
    }
    // The system holds on to `request` and the data until the write is done, or the cancel is: the
    // write may still win that race.
    DWORD written = 0;
    if (!::GetOverlappedResult(slot_.get(), &request, &written, TRUE)) {
        return error_of_write(::GetLastError());
    }
    return {};
}

} // namespace mailslog
