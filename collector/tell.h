// Messages for who runs a command: a line each to standard error, under the program's name. Any
// thread.
#pragma once

#include <functional>
#include <string>

namespace mailslog {

void tell(const std::string &text);

/// From now on messages go to `listener` instead, which any thread may call. For the beginning of
/// a program that has no standard error.
void tell_to(std::function<void(const std::string &text)> listener);

} // namespace mailslog
