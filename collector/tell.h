// Messages for who runs a command: a line each to standard error, under the program's name. Any
// thread.
#pragma once

#include <string>

namespace mailslog {

void tell(const std::string &text);

} // namespace mailslog
