// Messages for who runs a command: a line each to standard error, under the program's name, with
// nothing in it that could act on a terminal. Any thread.
#pragma once

#include <functional>
#include <string>

namespace mailslog {

void tell(const std::string &text);

/// Lines of a message that has the program's name already; ends in a newline.
void tell_lines(const std::string &text);

/// From now on messages go to `listener` instead, which any thread may call. For the beginning of
/// a program that has no standard error.
void tell_to(std::function<void(const std::string &text)> listener);

/// Shows a line on the terminal that standard error is, until the next one takes its place; a
/// message moves it down. An empty one takes it away.
void show_passing_line(const std::string &text);

} // namespace mailslog
