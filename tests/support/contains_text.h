// The matcher of a text in another, which Catch2 3 calls by another name than Catch2 2.
#pragma once

#include <string>

#include "tests/support/catch.h"

namespace mailslog {

inline auto contains_text(const std::string &text) {
#if __has_include(<catch2/catch_all.hpp>)
    return Catch::Matchers::ContainsSubstring(text);
#else
    return Catch::Matchers::Contains(text);
#endif
}

} // namespace mailslog
