#include "collector/tell.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <utility>

#include "collector/format/escape.h"

namespace mailslog {
namespace {

std::function<void(const std::string &)> listening;

/// A longer line would take two rows of a narrow terminal, of which one would stay.
constexpr std::size_t max_line_columns = 79;

std::mutex terminal;
std::string passing_line; // on the terminal; guarded by `terminal`

/// As many blanks as it takes to cover the line that stands there, and back to their beginning.
std::string cover_of(const std::string &line) {
    return line.empty() ? "" : "\r" + std::string(line.size(), ' ') + "\r";
}

void print(const std::string &text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

std::string harmless(const std::string &lines) {
    std::string text;
    append_escaped_lines(text, lines);
    return text;
}

} // namespace

void tell(const std::string &text) {
    if (listening) {
        listening(text);
        return;
    }
    tell_lines("mailslog: " + text + "\n");
}

void tell_lines(const std::string &text) {
    const std::lock_guard lock{terminal};
    print(cover_of(passing_line) + harmless(text) + passing_line);
}

void tell_to(std::function<void(const std::string &text)> listener) {
    listening = std::move(listener);
}

void show_passing_line(const std::string &text) {
    const std::lock_guard lock{terminal};
    const std::string shown = text.substr(0, std::min(text.size(), max_line_columns));
    print(cover_of(passing_line) + shown);
    passing_line = shown;
}

} // namespace mailslog
