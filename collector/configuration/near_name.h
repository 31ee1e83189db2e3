// Which of the names that there are somebody may have meant. A pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailslog {

/// The name that takes the fewest letters changed, left out or put in to make of `written`; empty
/// when none takes few.
std::string nearest_name(std::string_view written, const std::vector<std::string> &names);

} // namespace mailslog
