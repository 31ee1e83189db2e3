#include "collector/service.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <windows.h>

#include "collector/configuration/config_place.h"
#include "collector/files/path_windows.h"
#include "collector/system/command_words_windows.h"
#include "collector/system/event_log_windows.h"
#include "collector/system/service_session_windows.h"
#include "collector/tell.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds between_looks{20};
constexpr wchar_t account[] = L"NT AUTHORITY\\LocalService";
constexpr wchar_t description[] = L"Writes the lines that applications log to rotating files.";
/// A collector that dies is started again, always; the count of deaths ends after a day.
constexpr DWORD restart_after_ms = 1000;
constexpr DWORD day_seconds = 24 * 60 * 60;

struct service_closer {
    using pointer = SC_HANDLE;
    void operator()(SC_HANDLE opened) const noexcept { ::CloseServiceHandle(opened); }
};
using service_handle = std::unique_ptr<SC_HANDLE, service_closer>;

std::error_code last_error() noexcept {
    return {static_cast<int>(::GetLastError()), std::system_category()};
}

int refuse(const std::string &what, const service_settings &settings, std::error_code why) {
    const bool is_denied = why.value() == ERROR_ACCESS_DENIED;
    const bool is_missing = why.value() == ERROR_SERVICE_DOES_NOT_EXIST;
    tell(
        "cannot " + what + " service " + settings.name + ": " + why.message() +
        (is_denied    ? "; that takes an administrator"
         : is_missing ? "; install it, or say its --name"
                      : ""));
    return 1;
}

std::wstring name_of(const service_settings &settings) {
    return widen(settings.name).value_or(L"");
}

service_handle open_manager(DWORD rights) {
    return service_handle{::OpenSCManagerW(nullptr, nullptr, rights)};
}

service_handle open_service(const service_settings &settings, DWORD rights) {
    const service_handle manager = open_manager(SC_MANAGER_CONNECT);
    return service_handle{
        manager ? ::OpenServiceW(manager.get(), name_of(settings).c_str(), rights) : nullptr};
}

std::string own_path() {
    std::wstring path(32'768, L'\0');
    path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
    return narrow(path);
}

std::optional<std::wstring> work_line(const service_settings &settings) {
    std::vector<std::string> words{own_path(), "service", "work", "--name", settings.name, "--"};
    words.insert(words.end(), settings.options.begin(), settings.options.end());
    return command_line_of(words);
}

/// What a system or an emulator refuses of these is left out.
void decorate(const service_handle &made) {
    std::wstring text = description;
    SERVICE_DESCRIPTIONW about{text.data()};
    ::ChangeServiceConfig2W(made.get(), SERVICE_CONFIG_DESCRIPTION, &about);
    SC_ACTION restart{SC_ACTION_RESTART, restart_after_ms};
    SERVICE_FAILURE_ACTIONSW at_death{day_seconds, nullptr, nullptr, 1, &restart};
    ::ChangeServiceConfig2W(made.get(), SERVICE_CONFIG_FAILURE_ACTIONS, &at_death);
}

int install(const service_settings &settings) {
    const auto line = work_line(settings);
    const service_handle manager = open_manager(SC_MANAGER_CREATE_SERVICE);
    if (!manager || !line) {
        return refuse("install", settings, last_error());
    }
    const std::wstring name = name_of(settings);
    const service_handle made{::CreateServiceW(
        manager.get(), name.c_str(), name.c_str(), SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
        SERVICE_AUTO_START, SERVICE_ERROR_NORMAL, line->c_str(), nullptr, nullptr, nullptr, account,
        nullptr)};
    if (!made) {
        return refuse("install", settings, last_error());
    }
    decorate(made);
    if (const std::error_code failed = register_event_source(name)) {
        return refuse("register the event source of", settings, failed);
    }
    return 0;
}

std::optional<DWORD> state_of(const service_handle &opened) {
    SERVICE_STATUS status{};
    return ::QueryServiceStatus(opened.get(), &status) ? std::optional{status.dwCurrentState}
                                                       : std::nullopt;
}

/// Waits for the end of a change. True if it has come to `wanted`.
bool await(const service_handle &opened, DWORD wanted) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto state = state_of(opened);
        const bool is_changing = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING ||
                                 (wanted == SERVICE_STOPPED && state == SERVICE_RUNNING);
        if (!is_changing) {
            return state == wanted;
        }
        std::this_thread::sleep_for(between_looks);
    }
    return false;
}

int start(const service_settings &settings) {
    const service_handle opened = open_service(settings, SERVICE_START | SERVICE_QUERY_STATUS);
    if (!opened || !::StartServiceW(opened.get(), 0, nullptr)) {
        return refuse("start", settings, last_error());
    }
    if (!await(opened, SERVICE_RUNNING)) {
        tell("service " + settings.name + " did not begin; the Application event log says why");
        return 1;
    }
    return 0;
}

int stop(const service_settings &settings) {
    const service_handle opened = open_service(settings, SERVICE_STOP | SERVICE_QUERY_STATUS);
    SERVICE_STATUS status{};
    if (!opened || !::ControlService(opened.get(), SERVICE_CONTROL_STOP, &status)) {
        return refuse("stop", settings, last_error());
    }
    if (!await(opened, SERVICE_STOPPED)) {
        tell("service " + settings.name + " has not ended yet");
        return 1;
    }
    return 0;
}

int remove(const service_settings &settings) {
    const service_handle opened =
        open_service(settings, DELETE | SERVICE_STOP | SERVICE_QUERY_STATUS);
    if (!opened) {
        return refuse("remove", settings, last_error());
    }
    if (state_of(opened) == SERVICE_RUNNING && stop(settings) != 0) {
        return 1;
    }
    if (!::DeleteService(opened.get())) {
        return refuse("remove", settings, last_error());
    }
    (void)remove_event_source(name_of(settings)); // an administrator may have removed it before
    return 0;
}

/// Where relative paths begin: beside the configuration.
std::error_code enter_folder() {
    std::wstring config;
    if (const std::error_code failed = system_path(default_config_path(), config)) {
        return failed;
    }
    const std::wstring folder = folder_above(config);
    ::CreateDirectoryW(folder.c_str(), nullptr); // should it fail, the next call says so
    return ::SetCurrentDirectoryW(folder.c_str()) ? std::error_code{} : last_error();
}

int work(const service_settings &settings, const collect_function &collect) {
    const std::wstring name = name_of(settings);
    const event_log log{name};
    std::string last_words;
    std::mutex mutex; // of the last words
    const auto body = [&] {
        tell_to([&](const std::string &text) {
            const std::lock_guard<std::mutex> lock{mutex};
            last_words = text;
            log.report(event_kind::information, text);
        });
        if (const std::error_code failed = enter_folder()) {
            tell("cannot enter the folder of the configuration: " + failed.message());
            return 1;
        }
        const int exit_code = collect(settings.options);
        if (exit_code != 0) {
            log.report(event_kind::error, "mailslog has ended: " + last_words);
        }
        return exit_code;
    };
    if (const std::error_code failed = run_service_session(name, body)) {
        tell(
            "only the service manager starts 'service work'; use: mailslog service start (" +
            failed.message() + ")");
        return 1;
    }
    return 0;
}

} // namespace

int service(const service_settings &settings, const collect_function &collect) {
    switch (settings.action) {
    case service_action::install:
        return install(settings);
    case service_action::remove:
        return remove(settings);
    case service_action::start:
        return start(settings);
    case service_action::stop:
        return stop(settings);
    case service_action::work:
        break;
    }
    return work(settings, collect);
}

} // namespace mailslog
