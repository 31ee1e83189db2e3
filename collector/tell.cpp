#include "collector/tell.h"

#include <cstdio>

namespace mailslog {

void tell(const std::string &text) {
    std::fprintf(stderr, "mailslog: %s\n", text.c_str());
}

} // namespace mailslog
