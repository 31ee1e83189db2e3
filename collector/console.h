// The terminal and the signals of the process that runs a command.
#pragma once

#include <cstdio>

namespace mailslog {

/// While it lives, SIGINT and SIGTERM (Windows: Ctrl-C, Ctrl-Break, the console's close, logoff and
/// shutdown) ask the process to stop in order instead of ending it; a second one ends it at once.
/// One object at a time. The destructor puts back what was.
class stop_request {
public:
    /// Called when the request comes: in a signal handler, so it must be async-signal-safe
    /// (signal-safety(7)), or in a thread of the system's.
    using wake_function = void (*)(void *context);

    stop_request(wake_function wake, void *context);
    ~stop_request();
    stop_request(const stop_request &) = delete;
    stop_request &operator=(const stop_request &) = delete;

    bool is_requested() const noexcept;
};

/// Whether a person is likely to look at the stream.
bool is_terminal(std::FILE *stream) noexcept;

/// Makes the standard streams carry bytes as they are, and the terminal, if standard output is one,
/// take UTF-8 and colours. Call once at the start.
void prepare_standard_streams() noexcept;

} // namespace mailslog
