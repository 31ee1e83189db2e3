// MAILSLOG_DIE_AT=NAME[:N] in the environment: the process kills itself when it comes to the fault
// point of that name for the Nth time.
#include "collector/files/fault_point.h"

#include <csignal>
#include <cstdlib>
#include <string>

namespace {

struct appointment {
    std::string name;
    unsigned long times_left = 1;
};

appointment read_appointment() {
    const char *text = std::getenv("MAILSLOG_DIE_AT");
    appointment made{text != nullptr ? text : ""};
    const std::size_t colon = made.name.find(':');
    if (colon != std::string::npos) {
        made.times_left = std::stoul(made.name.substr(colon + 1));
        made.name.resize(colon);
    }
    return made;
}

} // namespace

void mailslog::fault_point(const char *name) noexcept {
    static appointment kept = read_appointment();
    if (kept.name == name && --kept.times_left == 0) {
        std::raise(SIGKILL);
    }
}
