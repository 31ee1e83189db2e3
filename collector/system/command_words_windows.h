// A program's arguments as the one line that Windows passes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mailslog {

/// The line that CommandLineToArgvW, and a C program's runtime, takes apart into `words` again;
/// nothing if one is no UTF-8.
std::optional<std::wstring> command_line_of(const std::vector<std::string> &words);

/// The first of `words` behind a batch file that cmd.exe, which runs those, would not pass on as it
/// is but act on, even in quotes; nothing if there is none, or the program is no batch file
/// (https://kb.cert.org/vuls/id/123335).
std::optional<std::string> word_that_a_batch_file_misreads(const std::vector<std::string> &words);

} // namespace mailslog
