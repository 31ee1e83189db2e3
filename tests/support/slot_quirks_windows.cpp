#include "tests/support/slot_quirks.h"

#include <windows.h>

namespace mailslog::slot_quirks {
namespace {

/// Wine says so itself; Windows has no such function.
bool is_wine() noexcept {
    const HMODULE ntdll = ::GetModuleHandleW(L"ntdll.dll");
    return ntdll && ::GetProcAddress(ntdll, "wine_get_version");
}

} // namespace

bool counts_messages() noexcept {
    return !is_wine();
}

bool refuses_long_messages() noexcept {
    return !is_wine();
}

bool marks_cut_messages() noexcept {
    return is_wine();
}

bool notices_a_closed_reader() noexcept {
    return !is_wine();
}

bool frees_the_name_of_a_slot_with_writers() noexcept {
    return !is_wine();
}

bool queues_without_bound() noexcept {
    return !is_wine();
}

bool tells_the_owner() noexcept {
    return true;
}

bool tells_the_sender() noexcept {
    return false;
}

bool tells_the_access_list() noexcept {
    return !is_wine();
}

} // namespace mailslog::slot_quirks
