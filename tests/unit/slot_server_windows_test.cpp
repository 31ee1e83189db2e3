// Who may write to a slot.
#include "mailslot/slot_server_windows.h"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <mailslog/slot_reader.h>

#include "mailslot/utf16_windows.h"
#include "tests/support/catch.h"
#include "tests/support/slot_quirks.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace mailslog;

/// Whether all who are logged on may write to the slot, by its access list.
bool is_open_to_users(const std::wstring &path) {
    const HANDLE slot = ::CreateFileW(
        path.c_str(), GENERIC_WRITE | READ_CONTROL, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
        OPEN_EXISTING, 0, nullptr);
    REQUIRE(slot != INVALID_HANDLE_VALUE);
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(
        ::GetSecurityInfo(
            slot, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr, nullptr,
            &descriptor) == ERROR_SUCCESS);
    wchar_t *text = nullptr;
    REQUIRE(::ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor, SDDL_REVISION_1, DACL_SECURITY_INFORMATION, &text, nullptr));
    const std::string list = narrow(text);
    ::LocalFree(text);
    ::LocalFree(descriptor);
    ::CloseHandle(slot);
    return list.find(";;;AU)") != std::string::npos;
}

TEST_CASE("a slot is for all users of the machine only if it is to be", "[slot_server_windows]") {
    for (const unsigned mode : {0U, 0600U, 0666U}) {
        const unique_slot slot;
        slot_reader_options options;
        options.socket_mode = mode;
        slot_reader reader;
        REQUIRE_FALSE(reader.create(slot.name(), options));
        const bool is_for_all = (mode & 02) != 0;
        CHECK(
            is_open_to_users(widen(slot.str()).value()) ==
            (is_for_all && slot_quirks::tells_the_access_list()));
    }
}

} // namespace
