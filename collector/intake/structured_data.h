// The structured data of a syslog message (RFC 5424 section 6.3): [id name="value" …][id …]
// Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mailslog {

struct structured_parameter {
    std::string_view element;
    std::string_view name;  // empty: tells of an element, which may have no parameter
    std::string_view value; // as it stands, escapes and all
};

/// How many bytes of well-formed elements `text` begins with; 0 also when what follows the first
/// ones looks like another one but is not well-formed. Their parameters are added to `out`, if
/// there is one. A "]" in a value is taken without its backslash, too: many senders forget it.
std::size_t
read_structured_data(std::string_view text, std::vector<structured_parameter> *out = nullptr);

/// Appends it as a JSON object of objects: {"id":{"name":"value"}}. A name that comes more than
/// once in an element has an array of its values. Elements and names are sorted.
void append_structured_data_json(std::string &to, std::string_view structured_data);

} // namespace mailslog
