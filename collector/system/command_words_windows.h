// A program's arguments as the one line that Windows passes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mailslog {

/// The line that CommandLineToArgvW, and a C program's runtime, takes apart into `words` again;
/// nothing if one is no UTF-8.
std::optional<std::wstring> command_line_of(const std::vector<std::string> &words);

} // namespace mailslog
