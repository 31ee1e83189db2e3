// `mailslog service`: a collector that Windows' service manager starts, stops and restarts.
//
// It works as LocalService, with the folder %ProgramData%\mailslog for its configuration and for
// relative paths; what it would say to standard error goes to the Application event log. On other
// systems there is none: systemd does all that (packaging/systemd).
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace mailslog {

enum class service_action {
    install,
    remove,
    start,
    stop,
    work, // what the service manager starts
};

struct service_settings {
    service_action action = service_action::install;
    std::string name = "mailslog";
    std::vector<std::string> options; // of collect
};

/// Runs a collector with these options to its end; returns its exit code.
using collect_function = std::function<int(const std::vector<std::string> &options)>;

/// Returns the exit code: 0, or 1 after a message that says what could not be done; 2 where there
/// are no such services. Starting and stopping wait until that is done, 30 seconds at most.
int service(const service_settings &settings, const collect_function &collect);

} // namespace mailslog
