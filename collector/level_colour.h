// Shows the level of a log line in its colour, as a terminal understands it. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace mailslog {

/// The level's word in a line of the collector's default pattern ("[time] [level] …") or in a JSON
/// line ("SeverityText":"LEVEL"); empty if there is none. A view into `line`.
std::string_view find_level(std::string_view line) noexcept;

/// Appends `lines` with each level's word between a colour and its end; all else as it is.
void append_coloured(std::string &to, std::string_view lines);

} // namespace mailslog
