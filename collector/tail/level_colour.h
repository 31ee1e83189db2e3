// Shows the level of a log line in its colour, as a terminal understands it. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mailslog {

/// The level's word in a line of the collector's default pattern ("[time] [level] …") or in a JSON
/// line ("SeverityText":"LEVEL"); empty if there is none. A view into `line`.
std::string_view find_level(std::string_view line) noexcept;

/// A level's word in a line, and the level's full name; both empty if there is none.
struct level_word {
    std::string_view word;
    std::string_view name;
};
using level_finder = std::function<level_word(std::string_view line)>;

/// Appends `lines` with each level's word between a colour and its end; all else as it is.
void append_coloured(std::string &to, std::string_view lines);
/// The same with levels that `find` finds, in views into the line.
void append_coloured(std::string &to, std::string_view lines, const level_finder &find);

} // namespace mailslog
