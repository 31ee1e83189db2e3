#include "collector/system/event_log_windows.h"

#include <windows.h>

#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

const std::wstring sources = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\";

/// A program of the system's whose messages 1 to 1000 are each their one insertion: it spares us
/// messages of our own (https://learn.microsoft.com/windows-server/administration/windows-commands/
/// eventcreate).
constexpr wchar_t message_file[] = L"%SystemRoot%\\System32\\EventCreate.exe";
constexpr DWORD message_id = 1;
constexpr DWORD all_kinds = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;

std::error_code error_of(LSTATUS status) noexcept {
    return {static_cast<int>(status), std::system_category()};
}

} // namespace

std::error_code register_event_source(const std::wstring &source) {
    const std::wstring key = sources + source;
    if (const LSTATUS failed = ::RegSetKeyValueW(
            HKEY_LOCAL_MACHINE, key.c_str(), L"EventMessageFile", REG_EXPAND_SZ, message_file,
            sizeof message_file)) {
        return error_of(failed);
    }
    return error_of(::RegSetKeyValueW(
        HKEY_LOCAL_MACHINE, key.c_str(), L"TypesSupported", REG_DWORD, &all_kinds,
        sizeof all_kinds));
}

std::error_code remove_event_source(const std::wstring &source) {
    return error_of(::RegDeleteTreeW(HKEY_LOCAL_MACHINE, (sources + source).c_str()));
}

event_log::event_log(const std::wstring &source)
    : source_{::RegisterEventSourceW(nullptr, source.c_str())} {}

event_log::~event_log() {
    ::DeregisterEventSource(source_);
}

void event_log::report(event_kind kind, const std::string &text) const {
    const auto wide = widen(text);
    const wchar_t *insertions[] = {wide ? wide->c_str() : L"(no UTF-8)"};
    const WORD type = kind == event_kind::error ? EVENTLOG_ERROR_TYPE : EVENTLOG_INFORMATION_TYPE;
    ::ReportEventW(source_, type, 0, message_id, nullptr, 1, 0, insertions, nullptr);
}

} // namespace mailslog
