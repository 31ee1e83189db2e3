#include "mailslot/network/key_file.h"

#include <windows.h>

#include "mailslot/handle_windows.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

std::error_code error_of_win32(DWORD number) noexcept {
    return {static_cast<int>(number), std::system_category()};
}

} // namespace

key_file_content read_key_bytes(const std::string &path, char *to, std::size_t room) {
    key_file_content content;
    const auto wide = widen(path);
    if (!wide) {
        content.error = error_of_win32(ERROR_INVALID_NAME);
        return content;
    }
    const handle file{::CreateFileW(
        wide->c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr)};
    DWORD size = 0;
    if (!file || !::ReadFile(file.get(), to, static_cast<DWORD>(room), &size, nullptr)) {
        content.error = error_of_win32(::GetLastError());
    }
    content.size = size;
    return content;
}

} // namespace mailslog
