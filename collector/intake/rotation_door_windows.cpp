#include "collector/intake/rotation_door_windows.h"

#include <algorithm>
#include <memory>

#include <windows.h>

namespace mailslog {
namespace {

/// The machine's, where only services and administrators may make a mapping, and the session's
/// (https://learn.microsoft.com/windows/win32/termserv/kernel-object-namespaces).
constexpr const wchar_t *namespaces[] = {L"Global\\", L"Local\\"};
constexpr std::size_t max_path_bytes = std::size_t{64} * 1024;

struct view_closer {
    void operator()(const void *view) const noexcept { ::UnmapViewOfFile(view); }
};
using path_view = std::unique_ptr<char, view_closer>;

std::wstring bell_name(const wchar_t *space, std::int64_t process_id) {
    return space + (L"mailslog-rotate-" + std::to_wstring(process_id));
}

std::wstring sign_name(const wchar_t *space, std::int64_t process_id) {
    return space + (L"mailslog-answers-" + std::to_wstring(process_id));
}

path_view view_of(const handle &sign, DWORD access) {
    return path_view{
        static_cast<char *>(::MapViewOfFile(sign.get(), access, 0, 0, max_path_bytes))};
}

std::error_code last_error() noexcept {
    return {static_cast<int>(::GetLastError()), std::system_category()};
}

} // namespace

std::error_code rotation_door::open(const std::string &answer_path) {
    const DWORD own_id = ::GetCurrentProcessId();
    if (answer_path.size() >= max_path_bytes) {
        return std::make_error_code(std::errc::filename_too_long);
    }
    std::error_code failed;
    for (const wchar_t *space : namespaces) {
        bell_ = handle{::CreateEventW(nullptr, FALSE, FALSE, bell_name(space, own_id).c_str())};
        sign_ = handle{::CreateFileMappingW(
            INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, max_path_bytes,
            sign_name(space, own_id).c_str())};
        const path_view view = view_of(sign_, FILE_MAP_WRITE);
        if (bell_ && view) {
            answer_path.copy(view.get(), answer_path.size()); // new memory is of zeros
            return {};
        }
        failed = last_error();
    }
    return failed;
}

std::optional<std::string> rotation_door::answer_path_of(std::int64_t process_id) {
    for (const wchar_t *space : namespaces) {
        const handle sign{
            ::OpenFileMappingW(FILE_MAP_READ, FALSE, sign_name(space, process_id).c_str())};
        const path_view view = sign ? view_of(sign, FILE_MAP_READ) : path_view{};
        if (view) {
            const char *const begin = view.get();
            return std::string{begin, std::find(begin, begin + max_path_bytes, '\0')};
        }
    }
    return std::nullopt;
}

std::error_code rotation_door::knock(std::int64_t process_id) {
    for (const wchar_t *space : namespaces) {
        const handle bell{
            ::OpenEventW(EVENT_MODIFY_STATE, FALSE, bell_name(space, process_id).c_str())};
        if (bell && ::SetEvent(bell.get())) {
            return {};
        }
    }
    return last_error();
}

} // namespace mailslog
