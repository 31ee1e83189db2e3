#include "collector/files/path_windows.h"

#include <windows.h>

#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

/// A folder's name must leave room for an 8.3 file name below MAX_PATH. Longer paths need a prefix
/// that turns the old limit off
/// (https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation).
constexpr std::size_t max_plain_units = MAX_PATH - 12 - 1;

bool begins_with(const std::wstring &text, std::wstring_view prefix) noexcept {
    return text.compare(0, prefix.size(), prefix) == 0;
}

std::wstring without_limit(const std::wstring &full) {
    if (full.size() <= max_plain_units || begins_with(full, LR"(\\?\)") ||
        begins_with(full, LR"(\\.\)")) {
        return full;
    }
    return begins_with(full, LR"(\\)") ? LR"(\\?\UNC\)" + full.substr(2) : LR"(\\?\)" + full;
}

} // namespace

std::error_code system_path(const std::string &path, std::wstring &out) {
    const auto wide = widen(path);
    if (!wide) {
        return std::make_error_code(std::errc::illegal_byte_sequence);
    }
    // The first call says how much room the second needs, a final NUL included.
    const DWORD room = ::GetFullPathNameW(wide->c_str(), 0, nullptr, nullptr);
    std::wstring full(room, L'\0');
    const DWORD units = ::GetFullPathNameW(wide->c_str(), room, full.data(), nullptr);
    if (units == 0) {
        return {static_cast<int>(::GetLastError()), std::system_category()};
    }
    full.resize(units);
    out = without_limit(full);
    return {};
}

std::wstring folder_above(const std::wstring &system_path) {
    const std::size_t end = system_path.find_last_of(L'\\');
    return end == std::wstring::npos ? std::wstring{} : system_path.substr(0, end);
}

} // namespace mailslog
