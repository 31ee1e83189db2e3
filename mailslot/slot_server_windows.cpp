#include "mailslot/slot_server_windows.h"

#include <algorithm>

#include <windows.h>

#include <mailslog/slot_error.h>

#include "mailslot/access_windows.h"
#include "mailslot/slot_client_windows.h"
#include "mailslot/system_error_windows.h"

namespace mailslog {
namespace {

std::error_code error_of_create(DWORD error) noexcept {
    // Of a name that can be no mailslot's here, whatever is wrong with it.
    return error == ERROR_PATH_NOT_FOUND ? slot_errc::invalid_name : error_of(error);
}

/// Everything for the system, administrators and the account that services such as ours have; for
/// all who are logged on what opening a slot for writing takes (FILE_GENERIC_WRITE and
/// FILE_READ_ATTRIBUTES).
constexpr wchar_t for_all[] = L"D:(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;LS)(A;;0x120196;;;AU)";

} // namespace

// Unless it is for all there is no access list of our own: the default is the creator's, which lets
// the same user, the system and (from an elevated process) administrators write, and nobody else.
std::error_code
slot_server::create(const std::wstring &path, std::size_t max_message_bytes, bool is_for_all) {
    read_done_ = make_event(event_reset::by_hand);
    if (!read_done_) {
        return last_error();
    }
    const access_list list{for_all};
    SECURITY_ATTRIBUTES guarded{sizeof guarded, list.get(), FALSE};
    slot_ = handle{::CreateMailslotW(
        path.c_str(), static_cast<DWORD>(max_message_bytes), read_timeout_ms_,
        is_for_all ? &guarded : nullptr)};
    if (!slot_) {
        return error_of_create(::GetLastError());
    }
    path_ = path;
    max_message_bytes_ = max_message_bytes;
    next_.reset(new char[max_message_bytes + 1]); // the one tells a message that is longer
    return {};
}

// Empty messages are all alike: if somebody else's is dropped in place of ours, ours will be
// delivered in place of theirs.
std::error_code slot_server::fetch(unsigned long milliseconds) noexcept {
    for (unsigned long wait = milliseconds; !has_next_; wait = 0) {
        if (const auto error = read(wait)) {
            return error;
        }
        has_next_ = next_bytes_ != 0 || !take_wake();
    }
    return {};
}

std::string_view slot_server::next() const noexcept {
    return {next_.get(), std::min(next_bytes_, max_message_bytes_)};
}

std::error_code slot_server::set_read_timeout(unsigned long milliseconds) noexcept {
    if (milliseconds == read_timeout_ms_) {
        return {};
    }
    if (!::SetMailslotInfo(slot_.get(), milliseconds)) {
        return last_error();
    }
    read_timeout_ms_ = milliseconds;
    return {};
}

std::error_code slot_server::read(unsigned long milliseconds) noexcept {
    if (const auto error = set_read_timeout(milliseconds)) {
        return error;
    }
    OVERLAPPED request{};
    request.hEvent = read_done_.get();
    const DWORD room = static_cast<DWORD>(max_message_bytes_ + 1);
    DWORD bytes = 0;
    const bool done = (::ReadFile(slot_.get(), next_.get(), room, nullptr, &request) ||
                       ::GetLastError() == ERROR_IO_PENDING) &&
                      ::GetOverlappedResult(slot_.get(), &request, &bytes, TRUE);
    // Wine 8 takes an empty message for the end of a pipe.
    if (!done && ::GetLastError() != ERROR_BROKEN_PIPE) {
        return last_error();
    }
    next_bytes_ = bytes;
    return {};
}

std::error_code slot_server::info(slot_info &info) noexcept {
    if (wakes_ > 0) {
        fetch(0); // past a message of ours, if that is the next
    }
    DWORD bytes = 0;
    DWORD count = 0;
    if (!::GetMailslotInfo(slot_.get(), nullptr, &bytes, &count, nullptr)) {
        return last_error();
    }
    info = {};
    info.max_message_bytes = max_message_bytes_;
    const auto own = static_cast<DWORD>(std::max(wakes_.load(), 0));
    info.message_count = count - std::min(count, own) + (has_next_ ? 1 : 0);
    if (has_next_) {
        info.next_message_bytes = next().size();
    } else if (bytes != MAILSLOT_NO_MESSAGE) {
        info.next_message_bytes = std::min<std::size_t>(bytes, max_message_bytes_);
    }
    return {};
}

bool slot_server::wake() noexcept {
    ++wakes_; // first, or the message could be taken for somebody's
    slot_client to;
    const bool sent = !to.open(path_.c_str()) && !to.write("", 0, {});
    if (!sent) {
        take_wake();
    }
    return sent;
}

bool slot_server::take_wake() noexcept {
    int wakes = wakes_;
    while (wakes > 0 && !wakes_.compare_exchange_weak(wakes, wakes - 1)) {
    }
    return wakes > 0;
}

} // namespace mailslog
