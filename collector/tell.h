// Messages for who runs a command: a line each to standard error, under the program's name. Any
// thread.
#pragma once

#include <string>

namespace mailslog {

void tell(const std::string &text);

/// Shows a line on the terminal that standard error is, until the next one takes its place; a
/// message moves it down. An empty one takes it away.
void show_passing_line(const std::string &text);

} // namespace mailslog
