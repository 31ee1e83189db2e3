#include "collector/arguments.h"

#include <windows.h>

#include <shellapi.h>

namespace mailslog {
namespace {

std::string utf8_of(const wchar_t *wide) {
    const int bytes_with_end =
        ::WideCharToMultiByte(CP_UTF8, 0, wide, -1, nullptr, 0, nullptr, nullptr);
    if (bytes_with_end <= 0) {
        return {};
    }
    std::string text(static_cast<std::size_t>(bytes_with_end), '\0');
    ::WideCharToMultiByte(CP_UTF8, 0, wide, -1, text.data(), bytes_with_end, nullptr, nullptr);
    text.pop_back();
    return text;
}

} // namespace

// main()'s own are in the code page of the system, which lacks most characters.
std::vector<std::string> utf8_arguments(int argc, const char *const *argv) {
    int count = 0;
    wchar_t **const wide = ::CommandLineToArgvW(::GetCommandLineW(), &count);
    if (wide == nullptr) {
        return {argv + (argc < 1 ? 0 : 1), argv + argc};
    }
    std::vector<std::string> arguments;
    for (int i = 1; i < count; ++i) {
        arguments.push_back(utf8_of(wide[i]));
    }
    ::LocalFree(wide);
    return arguments;
}

} // namespace mailslog
