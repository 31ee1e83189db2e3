// This process as one that the service control manager has started.
#pragma once

#include <functional>
#include <string>
#include <system_error>

namespace mailslog {

/// Runs `body`, in a thread of its own, as the service of that name and tells the manager of its
/// end; `body` returns an exit code. What the manager wants meanwhile reaches the stop_request and
/// the operator_requests that `body` makes. Returns when the manager lets the process go. Errors:
/// the system's; ERROR_FAILED_SERVICE_CONTROLLER_CONNECT where no manager has started it.
std::error_code run_service_session(const std::wstring &name, const std::function<int()> &body);

enum class service_state { working, ending };

/// Tells the manager, if one has started this process.
void tell_service_manager(service_state state) noexcept;

} // namespace mailslog
