#include "collector/system/service_session_windows.h"

#include <mutex>

#include <windows.h>

#include "collector/system/console.h"
#include "collector/system/operator_requests.h"

namespace mailslog {
namespace {

/// So long may the manager wait for the next word of ours while we begin or end.
constexpr DWORD patience_ms = 30'000;

/// There is one service in a process, and the system's functions take no context before it runs.
struct session {
    std::wstring name;
    const std::function<int()> *body = nullptr;
    std::mutex mutex; // of what follows
    SERVICE_STATUS_HANDLE manager = nullptr;
    SERVICE_STATUS status{};

    void report(DWORD state, int exit_code = 0) noexcept {
        const std::lock_guard<std::mutex> lock{mutex};
        if (manager == nullptr) {
            return;
        }
        const bool is_pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
        status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
        status.dwCurrentState = state;
        status.dwControlsAccepted =
            state == SERVICE_RUNNING
                ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN | SERVICE_ACCEPT_PARAMCHANGE
                : 0;
        status.dwWin32ExitCode = exit_code == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
        status.dwServiceSpecificExitCode = static_cast<DWORD>(exit_code);
        status.dwCheckPoint = is_pending ? status.dwCheckPoint + 1 : 0;
        status.dwWaitHint = is_pending ? patience_ms : 0;
        ::SetServiceStatus(manager, &status);
    }
};

session the_session;

DWORD WINAPI on_control(DWORD control, DWORD, void *, void *) noexcept {
    switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
        the_session.report(SERVICE_STOP_PENDING);
        stop_request::ask();
        return NO_ERROR;
    case SERVICE_CONTROL_PARAMCHANGE:
        operator_requests::ask_for_reload();
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        return NO_ERROR;
    default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

void WINAPI service_main(DWORD, wchar_t **) {
    the_session.manager =
        ::RegisterServiceCtrlHandlerExW(the_session.name.c_str(), on_control, nullptr);
    the_session.report(SERVICE_START_PENDING);
    the_session.report(SERVICE_STOPPED, (*the_session.body)());
}

} // namespace

std::error_code run_service_session(const std::wstring &name, const std::function<int()> &body) {
    the_session.name = name;
    the_session.body = &body;
    const SERVICE_TABLE_ENTRYW table[] = {
        {the_session.name.data(), service_main}, {nullptr, nullptr}};
    const bool has_run = ::StartServiceCtrlDispatcherW(table);
    return has_run ? std::error_code{}
                   : std::error_code{static_cast<int>(::GetLastError()), std::system_category()};
}

void tell_service_manager(service_state state) noexcept {
    the_session.report(state == service_state::working ? SERVICE_RUNNING : SERVICE_STOP_PENDING);
}

} // namespace mailslog
