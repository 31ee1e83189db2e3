#include "collector/system/standard_output.h"

#include <algorithm>

#include <windows.h>

namespace mailslog {
namespace {

/// A console of Windows 7 refused more than 64 KiB at once.
constexpr std::size_t max_write_bytes = std::size_t{32} * 1024;

} // namespace

std::error_code write_standard_output(std::string_view bytes) {
    const HANDLE output = ::GetStdHandle(STD_OUTPUT_HANDLE);
    while (!bytes.empty()) {
        const auto wanted = static_cast<DWORD>(std::min(bytes.size(), max_write_bytes));
        DWORD count = 0;
        if (!::WriteFile(output, bytes.data(), wanted, &count, nullptr)) {
            return {static_cast<int>(::GetLastError()), std::system_category()};
        }
        bytes.remove_prefix(count);
    }
    return {};
}

bool standard_output_is_abandoned() noexcept {
    return false; // a pipe's write end tells it only when it is written to
}

} // namespace mailslog
