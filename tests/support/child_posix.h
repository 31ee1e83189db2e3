// A child by fork() that does one thing.
#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mailslog {

/// Runs `act` in a child, which then ends without destructors; returns its process id.
template <typename Act>
pid_t in_child(Act act) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(30); // a deadlock ends as a failure
        act();
        ::_exit(0);
    }
    return child;
}

/// Waits for the child; true if it came to its end.
inline bool ended_well(pid_t child) {
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace mailslog
