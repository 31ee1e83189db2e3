#include "collector/system/low_priority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mailslog {
namespace {

/// ioprio_set(2), which glibc has neither names nor a function for.
constexpr int of_a_thread = 1; // IOPRIO_WHO_PROCESS
constexpr int idle_class = 3;  // IOPRIO_CLASS_IDLE
constexpr unsigned class_shift = 13;
constexpr int nicest = 19;

} // namespace

// On Linux a thread has a nice value of its own (setpriority(2), notes).
void run_at_low_priority() noexcept {
    const auto self = static_cast<id_t>(::syscall(SYS_gettid));
    ::setpriority(PRIO_PROCESS, self, nicest);
    ::syscall(SYS_ioprio_set, of_a_thread, self, idle_class << class_shift);
}

} // namespace mailslog
