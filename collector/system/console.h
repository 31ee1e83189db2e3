// What the collector's program needs of the terminal and the process around it.
#pragma once

#include <atomic>
#include <system_error>

namespace mailslog {

/// Hears the wish that this program should stop: SIGINT, SIGTERM and SIGHUP (unless that one was
/// ignored, as nohup(1) does) on POSIX; on Windows Ctrl-C, Ctrl-Break, and the end of the console,
/// the session or the system.
///
/// The first wish is noted and wakes whoever waits; a second one ends the process at once. When
/// the console or the system ends, Windows gives the process some seconds
/// (https://learn.microsoft.com/windows/console/handlerroutine): they last until main() returns.
/// One object at a time; made and destroyed by the main thread, asked by any.
class stop_request {
public:
    /// Called once, with `context`, by a signal handler (POSIX) or a thread of the system's
    /// (Windows): it may do only what signal-safety(7) allows, and must not throw.
    using wake_function = void (*)(void *context);

    /// Begins to listen. `context` outlives this object. Throws std::system_error if the system
    /// refuses.
    stop_request(wake_function wake, void *context);
    /// Puts back what was; when it returns, `wake` does not run and will not.
    ~stop_request();
    stop_request(const stop_request &) = delete;
    stop_request &operator=(const stop_request &) = delete;

    bool is_requested() const noexcept { return requested_.load(); }

    /// A wish that comes another way, from any thread: as the first of the system's would.
    static void ask() noexcept;

private:
    /// What the system calls.
    struct handler;
    /// A wish has come; whether it is the first.
    static bool hear() noexcept;
    bool note() noexcept;
    static std::error_code arm() noexcept;
    static void disarm() noexcept;

    std::atomic<bool> requested_{false};
    wake_function wake_;
    void *context_;
};

enum class standard_stream { input, output, error };

/// Whether a person sits at the other end.
bool is_terminal(standard_stream stream) noexcept;

/// Whether ANSI escape sequences will be understood there. Switches them on where a Windows console
/// has to be told (ENABLE_VIRTUAL_TERMINAL_PROCESSING).
bool enable_colours(standard_stream stream) noexcept;

/// While it lives, the standard streams carry the bytes that the program gives them, and a console
/// takes them for UTF-8. On Windows line feeds stay line feeds. On POSIX those that are closed stay
/// so, to who uses them and to what is opened later. Made first thing in main().
class plain_streams {
public:
    plain_streams() noexcept;
    ~plain_streams(); // NOLINT(performance-trivially-destructible): it is not on Windows
    plain_streams(const plain_streams &) = delete;
    plain_streams &operator=(const plain_streams &) = delete;

private:
    [[maybe_unused]] unsigned old_input_code_page_ = 0;
    [[maybe_unused]] unsigned old_output_code_page_ = 0;
};

} // namespace mailslog
