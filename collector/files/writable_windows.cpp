#include "collector/files/writable.h"

#include <windows.h>

#include "collector/files/path_windows.h"
#include "mailslot/handle_windows.h"

namespace mailslog {
namespace {

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

std::error_code try_to_open(const std::string &path, DWORD access, DWORD flags) noexcept {
    std::wstring name;
    if (const auto error = system_path(path, name)) {
        return error;
    }
    const handle opened{
        ::CreateFileW(name.c_str(), access, share_all, nullptr, OPEN_EXISTING, flags, nullptr)};
    const auto number = static_cast<int>(::GetLastError());
    const bool is_in_use = number == ERROR_SHARING_VIOLATION; // which is for who opens it to tell
    return opened || is_in_use ? std::error_code{}
                               : std::error_code{number, std::system_category()};
}

} // namespace

std::error_code try_file(const std::string &path) {
    return try_to_open(path, FILE_APPEND_DATA | FILE_READ_DATA, FILE_ATTRIBUTE_NORMAL);
}

// A file would open as well: to add a file to a folder is the same right as to write to a file.
std::error_code try_folder(const std::string &path) noexcept {
    std::wstring name;
    if (const auto error = system_path(path, name)) {
        return error;
    }
    const DWORD attributes = ::GetFileAttributesW(name.c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        return std::make_error_code(std::errc::not_a_directory);
    }
    return try_to_open(path, FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY, FILE_FLAG_BACKUP_SEMANTICS);
}

} // namespace mailslog
