// What gzip(1) makes of a text.
#pragma once

#include <string>

namespace mailslog {

std::string gzipped(const std::string &text);

} // namespace mailslog
