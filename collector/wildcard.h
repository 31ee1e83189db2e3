// Names that an operator gives with * for any characters and ? for any one. Any thread.
#pragma once

#include <string_view>

namespace mailslog {

bool matches_wildcard(std::string_view text, std::string_view wildcard) noexcept;

} // namespace mailslog
