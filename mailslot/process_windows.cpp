#include "mailslot/process.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string_view>

#include <windows.h>

#include <bcrypt.h>

#include "mailslot/handle_windows.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

/// The longest path in UTF-16 units, the final NUL included
/// (https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation).
constexpr DWORD max_path_units = 32'768;

std::string program_name_of(std::wstring_view path) {
    std::wstring_view name = path.substr(path.find_last_of(L"\\/") + 1);
    constexpr std::wstring_view suffix = L".exe";
    const std::size_t stem = name.size() - std::min(name.size(), suffix.size());
    const bool has_suffix = ::CompareStringOrdinal(
                                name.data() + stem, static_cast<int>(name.size() - stem),
                                suffix.data(), static_cast<int>(suffix.size()), TRUE) == CSTR_EQUAL;
    return narrow(has_suffix ? name.substr(0, stem) : name);
}

std::uint64_t bits_of_the_moment() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    // Fibonacci hashing spreads the process id over all bits (Knuth, TAOCP 3, section 6.4).
    return static_cast<std::uint64_t>(now) ^ (process_id() * 0x9E3779B97F4A7C15u);
}

} // namespace

std::uint32_t process_id() noexcept {
    return ::GetCurrentProcessId();
}

std::string process_name() {
    std::wstring path(max_path_units, L'\0');
    path.resize(::GetModuleFileNameW(nullptr, path.data(), max_path_units));
    const std::string name = program_name_of(path);
    return name.empty() ? "unknown" : name;
}

std::string process_name_of(std::int64_t process_id) {
    if (process_id <= 0 || process_id > std::numeric_limits<DWORD>::max()) {
        return {};
    }
    const handle process{
        ::OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(process_id))};
    std::wstring path(max_path_units, L'\0');
    DWORD units = max_path_units;
    const bool told =
        process && ::QueryFullProcessImageNameW(process.get(), 0, path.data(), &units);
    path.resize(told ? units : 0);
    return program_name_of(path);
}

bool process_goes_by(std::int64_t process_id, std::int64_t number) {
    return process_id == number;
}

std::string host_name() {
    DWORD units = 0; // with the final NUL, as long as there is no room for the name
    ::GetComputerNameExW(ComputerNameDnsHostname, nullptr, &units);
    std::wstring name(units, L'\0');
    const bool told = ::GetComputerNameExW(ComputerNameDnsHostname, name.data(), &units);
    name.resize(told ? units : 0);
    return narrow(name);
}

std::uint64_t random_bits() noexcept {
    const auto bits = secret_bits();
    return bits ? *bits : bits_of_the_moment();
}

std::optional<std::uint64_t> secret_bits() noexcept {
    std::uint64_t bits = 0;
    const NTSTATUS status = ::BCryptGenRandom(
        nullptr, reinterpret_cast<UCHAR *>(&bits), sizeof bits, BCRYPT_USE_SYSTEM_PREFERRED_RNG);
    return status == 0 ? std::optional{bits} : std::nullopt;
}

std::uint64_t fork_mark() noexcept {
    return 1;
}

} // namespace mailslog
