#include "collector/configuration/config_place.h"

#include <windows.h>

#include "mailslot/utf16_windows.h"

namespace mailslog {

std::string default_config_path() {
    wchar_t folder[MAX_PATH];
    const DWORD length = ::GetEnvironmentVariableW(L"ProgramData", folder, MAX_PATH);
    if (length == 0 || length >= MAX_PATH) {
        return {};
    }
    return narrow({folder, length}) + R"(\mailslog\mailslog.toml)";
}

} // namespace mailslog
