// A program that this one starts, hears and waits for. What it writes to its standard output and
// error comes here; standard input and all else is as this program has it.
//
// While the object lives this thread does not take SIGINT, SIGTERM, SIGHUP and SIGQUIT: the program
// gets them. What a terminal sends it has got already, as everybody in the foreground has, and as
// everybody at a Windows console has Ctrl-C and Ctrl-Break, which this process only outlives. One
// object at a time, by the main thread before it starts others.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace mailslog {

enum class child_event {
    output,  // said() is a piece of its standard output
    errors,  // said() is a piece of its standard error
    ended,   // exit_code() is known; what it left in its streams, and others in them, may follow
    closed,  // it has ended, and so have its streams
    silence, // nothing of all this within the time
};

class child_process {
public:
    child_process();
    ~child_process();
    child_process(const child_process &) = delete;
    child_process &operator=(const child_process &) = delete;

    /// Starts the program that is found as a shell finds it, by `command`'s first word, with all of
    /// them. Errors: std::errc::no_such_file_or_directory, the system's own.
    std::error_code start(const std::vector<std::string> &command);

    /// Waits for the next event, at most `timeout`; below zero: for ever.
    child_event wait(std::chrono::milliseconds timeout);

    /// Lives until the next wait().
    std::string_view said() const noexcept;
    std::uint32_t id() const noexcept;
    /// As shells tell it: 128 and the signal's number where a signal has ended it.
    int exit_code() const noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// Why a command's words would not reach its program as they are, naming the one; empty: they
/// would. (A batch file's words are read by cmd.exe first.)
std::string problem_with(const std::vector<std::string> &command);

/// What a program that is called so calls itself: without folders and, on Windows, its ".exe".
std::string program_name(const std::string &command);

} // namespace mailslog
