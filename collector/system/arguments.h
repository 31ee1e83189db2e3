// The program's arguments in UTF-8, whatever the system gives main(). Called once, from main().
#pragma once

#include <string>
#include <vector>

namespace mailslog {

/// Without the program's own name.
std::vector<std::string> utf8_arguments(int argc, const char *const *argv);

} // namespace mailslog
