// Windows' strings are UTF-16, ours are UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

/// Nothing if `text` is no UTF-8.
std::optional<std::wstring> widen(std::string_view text);

/// Half a surrogate pair, which file names may hold, becomes U+FFFD.
std::string narrow(std::wstring_view text);

} // namespace mailslog
