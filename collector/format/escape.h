// Makes text from anywhere harmless to put into a line of the log. Appends; any thread.
#pragma once

#include <string>
#include <string_view>

namespace mailslog {

/// Appends `text` so that it stays one line and valid UTF-8, and is read in the order in which it
/// stands, whatever it holds: \n, \r and \t, and \xNN for each byte of every other control
/// character (C0, DEL, C1, U+2028, U+2029, and what turns the direction of writing: U+202A to
/// U+202E, U+2066 to U+2069) and for each byte that is no part of well-formed UTF-8.
void append_escaped_text(std::string &to, std::string_view text);

/// Appends lines for a terminal, as append_escaped_text(), but with their ends (\n, \r\n) and tabs
/// as they are.
void append_escaped_lines(std::string &to, std::string_view lines);

/// Whether append_escaped_text() would append `text` as it is.
bool is_harmless_text(std::string_view text) noexcept;

/// Appends `text` as the inside of a JSON string (RFC 8259 section 7): always valid JSON and valid
/// UTF-8. A byte that is no part of well-formed UTF-8 becomes U+FFFD.
void append_escaped_json(std::string &to, std::string_view text);

/// Whether append_escaped_json() would append `text` as it is.
bool is_harmless_json(std::string_view text) noexcept;

} // namespace mailslog
