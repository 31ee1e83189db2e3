// What a command was asked for, to standard output. One thread at a time.
#pragma once

#include <string>

namespace mailslog {

/// False, after a message, if it could not be written; that nobody reads it any more is no failure.
bool print(const std::string &text);

} // namespace mailslog
