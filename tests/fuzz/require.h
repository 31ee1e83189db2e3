// What must hold for every input of a fuzz target.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace mailslog::fuzz {

/// Ends the run, so that libFuzzer keeps the input, with a word on what did not hold.
inline void require(bool holds, const char *what) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

} // namespace mailslog::fuzz
