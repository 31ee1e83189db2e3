#include "collector/system/arguments.h"

#include <windows.h>

#include <shellapi.h>

#include "mailslot/utf16_windows.h"

namespace mailslog {
// main()'s own are in the code page of the system, which lacks most characters.
std::vector<std::string> utf8_arguments(int argc, const char *const *argv) {
    int count = 0;
    wchar_t **const wide = ::CommandLineToArgvW(::GetCommandLineW(), &count);
    if (wide == nullptr) {
        return {argv + (argc < 1 ? 0 : 1), argv + argc};
    }
    std::vector<std::string> arguments;
    for (int i = 1; i < count; ++i) {
        arguments.push_back(narrow(wide[i]));
    }
    ::LocalFree(wide);
    return arguments;
}

} // namespace mailslog
