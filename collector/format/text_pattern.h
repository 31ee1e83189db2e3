// Checks a pattern before it is used: spdlog itself takes any, and shows what it does not know as
// it stands. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

/// What is wrong with a pattern for make_text_format(), in words for who wrote it; nothing if it
/// will do. It must hold the message (%v, or %+, spdlog's default line), only flags that exist, and
/// nothing that would break the line or its UTF-8.
std::optional<std::string> fault_of_pattern(std::string_view pattern);

} // namespace mailslog
