#include "collector/system/console.h"

#include <cstdio>

#include <fcntl.h>
#include <io.h>

#include <windows.h>

namespace mailslog {
namespace {

HANDLE handle_of(standard_stream stream) noexcept {
    switch (stream) {
    case standard_stream::input:
        return ::GetStdHandle(STD_INPUT_HANDLE);
    case standard_stream::output:
        return ::GetStdHandle(STD_OUTPUT_HANDLE);
    case standard_stream::error:
        break;
    }
    return ::GetStdHandle(STD_ERROR_HANDLE);
}

} // namespace

struct stop_request::handler {
    static BOOL WINAPI on_control(DWORD event) noexcept {
        const bool first = hear();
        if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) {
            // The system ends the process when this returns: the seconds that are left are
            // main()'s, whose return ends this thread, too.
            ::Sleep(INFINITE);
        }
        return first; // if not, the system's own handler ends the process
    }
};

std::error_code stop_request::arm() noexcept {
    if (!::SetConsoleCtrlHandler(&handler::on_control, TRUE)) {
        return {static_cast<int>(::GetLastError()), std::system_category()};
    }
    return {};
}

void stop_request::disarm() noexcept {
    ::SetConsoleCtrlHandler(&handler::on_control, FALSE);
}

bool is_terminal(standard_stream stream) noexcept {
    DWORD mode = 0;
    return ::GetConsoleMode(handle_of(stream), &mode) != 0;
}

bool enable_colours(standard_stream stream) noexcept {
    const HANDLE console = handle_of(stream);
    DWORD mode = 0;
    return ::GetConsoleMode(console, &mode) &&
           ::SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

plain_streams::plain_streams() noexcept
    : old_input_code_page_{::GetConsoleCP()}, old_output_code_page_{::GetConsoleOutputCP()} {
    for (std::FILE *stream : {stdin, stdout, stderr}) {
        ::_setmode(::_fileno(stream), _O_BINARY);
    }
    ::SetConsoleCP(CP_UTF8);
    ::SetConsoleOutputCP(CP_UTF8);
}

// The code pages are the console's and would stay with whoever uses it next. Without a console
// they were 0, which the system refuses.
plain_streams::~plain_streams() {
    ::SetConsoleCP(old_input_code_page_);
    ::SetConsoleOutputCP(old_output_code_page_);
}

} // namespace mailslog
