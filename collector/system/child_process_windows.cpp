#include "collector/system/child_process.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <windows.h>

#include <mailslog/slot_error.h>

#include "collector/system/command_words_windows.h"
#include "mailslot/deadline.h"
#include "mailslot/handle_windows.h"

namespace mailslog {
namespace {

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

std::error_code last_error() noexcept {
    return {static_cast<int>(::GetLastError()), std::system_category()};
}

/// A pipe that no other process knows. Anonymous ones can't be waited for; the name of this one is
/// taken already when it is told.
std::error_code make_pipe(const wchar_t *what, handle &read_end, handle &write_end) {
    const std::wstring name =
        L"\\\\.\\pipe\\mailslog-run-" + std::to_wstring(::GetCurrentProcessId()) + L'-' + what;
    read_end = handle{::CreateNamedPipeW(
        name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
        PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 0, piece_bytes, 0, nullptr)};
    if (!read_end) {
        return last_error();
    }
    SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
    write_end = handle{
        ::CreateFileW(name.c_str(), GENERIC_WRITE, 0, &inherited, OPEN_EXISTING, 0, nullptr)};
    return write_end ? std::error_code{} : last_error();
}

/// One of the program's streams, of which a read is always under way.
class stream {
public:
    std::error_code open(const wchar_t *what, handle &write_end) {
        request_.hEvent = (event_ = make_event(event_reset::by_hand)).get();
        return event_ ? make_pipe(what, pipe_, write_end) : last_error();
    }

    /// Its end shows at the next look.
    void begin_read() noexcept {
        const bool goes_on =
            ::ReadFile(pipe_.get(), piece_.data(), piece_bytes, nullptr, &request_) ||
            ::GetLastError() == ERROR_IO_PENDING;
        if (!goes_on) {
            pipe_.reset();
        }
    }

    /// Whether a piece has come; text() has it until the next begin_read().
    bool take_piece() noexcept {
        if (!is_open() || ::WaitForSingleObject(event_.get(), 0) != WAIT_OBJECT_0) {
            return false;
        }
        DWORD count = 0;
        if (!::GetOverlappedResult(pipe_.get(), &request_, &count, FALSE)) {
            pipe_.reset(); // the last who could write is gone
            return false;
        }
        size_bytes_ = count;
        return true;
    }

    /// Without a read that would write into memory which is gone.
    void close() noexcept {
        DWORD count = 0;
        if (is_open() && ::CancelIoEx(pipe_.get(), &request_)) {
            ::GetOverlappedResult(pipe_.get(), &request_, &count, TRUE);
        }
        pipe_.reset();
    }

    bool is_open() const noexcept { return static_cast<bool>(pipe_); }
    HANDLE event() const noexcept { return event_.get(); }
    std::string_view text() const noexcept { return {piece_.data(), size_bytes_}; }

private:
    handle pipe_;
    handle event_;
    OVERLAPPED request_{};
    std::array<char, piece_bytes> piece_{};
    std::size_t size_bytes_ = 0;
};

/// Ctrl-C and the end of the console reach the program, too: we only outlive it.
BOOL WINAPI ignore_control(DWORD event) noexcept {
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) {
        ::Sleep(INFINITE); // the process ends when this returns, or with main()
    }
    return TRUE;
}

std::error_code error_of_start(DWORD error) noexcept {
    const bool is_missing = error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
    return is_missing ? std::make_error_code(std::errc::no_such_file_or_directory)
                      : std::error_code{static_cast<int>(error), std::system_category()};
}

} // namespace

struct child_process::impl {
    stream streams[2]; // output, errors
    std::size_t first = 0;
    std::string_view said;
    stream *to_read_on = nullptr; // whose piece was given away
    handle process;
    DWORD id = 0;
    bool has_ended = false;
    DWORD exit_code = 0;

    std::error_code start(std::wstring line, HANDLE output, HANDLE errors) noexcept {
        STARTUPINFOW how{};
        how.cb = sizeof how;
        how.dwFlags = STARTF_USESTDHANDLES;
        how.hStdInput = ::GetStdHandle(STD_INPUT_HANDLE);
        how.hStdOutput = output;
        how.hStdError = errors;
        PROCESS_INFORMATION made{};
        if (!::CreateProcessW(
                nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &how, &made)) {
            return error_of_start(::GetLastError());
        }
        ::CloseHandle(made.hThread);
        process = handle{made.hProcess};
        id = made.dwProcessId;
        return {};
    }

    bool take_end() noexcept {
        if (has_ended || ::WaitForSingleObject(process.get(), 0) != WAIT_OBJECT_0) {
            return false;
        }
        has_ended = true;
        ::GetExitCodeProcess(process.get(), &exit_code);
        return true;
    }

    bool is_closed() const noexcept {
        return has_ended && !streams[0].is_open() && !streams[1].is_open();
    }

    /// Something happens, or the time is over.
    void sleep(int milliseconds) const noexcept {
        HANDLE events[3];
        DWORD count = 0;
        for (const stream &one : streams) {
            if (one.is_open()) {
                events[count++] = one.event();
            }
        }
        if (!has_ended) {
            events[count++] = process.get();
        }
        const DWORD wait = milliseconds < 0 ? INFINITE : static_cast<DWORD>(milliseconds);
        ::WaitForMultipleObjects(count, events, FALSE, wait);
    }
};

child_process::child_process() : impl_{std::make_unique<impl>()} {}

child_process::~child_process() {
    for (stream &one : impl_->streams) {
        one.close();
    }
    ::SetConsoleCtrlHandler(&ignore_control, FALSE);
}

std::error_code child_process::start(const std::vector<std::string> &command) {
    const auto line = command_line_of(command);
    if (!line) {
        return std::make_error_code(std::errc::illegal_byte_sequence);
    }
    handle output;
    handle errors;
    if (const std::error_code error = impl_->streams[0].open(L"output", output)) {
        return error;
    }
    if (const std::error_code error = impl_->streams[1].open(L"errors", errors)) {
        return error;
    }
    ::SetConsoleCtrlHandler(&ignore_control, TRUE);
    if (const std::error_code error = impl_->start(*line, output.get(), errors.get())) {
        return error;
    }
    output.reset(); // or the streams' ends would never come
    errors.reset();
    for (stream &one : impl_->streams) {
        one.begin_read();
    }
    return {};
}

child_event child_process::wait(std::chrono::milliseconds timeout) {
    if (impl_->to_read_on != nullptr) {
        impl_->to_read_on->begin_read();
        impl_->to_read_on = nullptr;
    }
    const deadline end{timeout};
    for (;;) {
        if (impl_->take_end()) {
            return child_event::ended;
        }
        for (std::size_t i = 0; i < 2; ++i) {
            const std::size_t which = (impl_->first + i) % 2;
            stream &one = impl_->streams[which];
            if (one.take_piece()) {
                impl_->first = 1 - which;
                impl_->said = one.text();
                impl_->to_read_on = &one;
                return which == 0 ? child_event::output : child_event::errors;
            }
        }
        if (impl_->is_closed()) {
            return child_event::closed;
        }
        const int left = end.remaining_ms();
        if (left == 0) {
            return child_event::silence;
        }
        impl_->sleep(left);
    }
}

std::string_view child_process::said() const noexcept {
    return impl_->said;
}

std::uint32_t child_process::id() const noexcept {
    return impl_->id;
}

int child_process::exit_code() const noexcept {
    return static_cast<int>(impl_->exit_code);
}

std::string problem_with(const std::vector<std::string> &command) {
    const auto word = word_that_a_batch_file_misreads(command);
    return word ? command[0] + ": cmd.exe, which runs it, would misread \"" + *word +
                      "\"; run it by cmd /c, with the quotes that cmd wants"
                : "";
}

std::string program_name(const std::string &command) {
    const std::string name = command.substr(command.find_last_of("/\\:") + 1);
    const std::size_t dot = name.rfind('.');
    const bool is_program =
        dot != std::string::npos && ::lstrcmpiA(name.c_str() + dot, ".exe") == 0;
    return is_program ? name.substr(0, dot) : name;
}

} // namespace mailslog
