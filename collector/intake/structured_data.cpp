#include "collector/intake/structured_data.h"

#include <algorithm>
#include <tuple>

#include "collector/format/escape.h"

namespace mailslog {
namespace {

/// Of SD-NAME, RFC 5424 section 6.
constexpr std::size_t max_name_bytes = 32;

bool take(std::string_view &rest, char wanted) noexcept {
    const bool is_there = !rest.empty() && rest[0] == wanted;
    rest.remove_prefix(is_there ? 1 : 0);
    return is_there;
}

bool is_name_byte(char byte) noexcept {
    return byte > ' ' && byte <= '~' && byte != '=' && byte != ']' && byte != '"';
}

bool take_name(std::string_view &rest, std::string_view &name) noexcept {
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_name_byte);
    name = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(name.size());
    return !name.empty() && name.size() <= max_name_bytes;
}

bool take_value(std::string_view &rest, std::string_view &value) noexcept {
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != '"') {
        end += rest[end] == '\\' ? 2 : 1;
    }
    if (end >= rest.size()) {
        return false;
    }
    value = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return true;
}

bool take_element(std::string_view &rest, std::vector<structured_parameter> *out) {
    structured_parameter found;
    if (!take(rest, '[') || !take_name(rest, found.element)) {
        return false;
    }
    do {
        if (out != nullptr) {
            out->push_back(found);
        }
        if (take(rest, ']')) {
            return true;
        }
    } while (take(rest, ' ') && take_name(rest, found.name) && take(rest, '=') && take(rest, '"') &&
             take_value(rest, found.value));
    return false;
}

/// A backslash before any other byte is an ordinary one (section 6.3.3).
std::string unescaped(std::string_view value) {
    std::string result;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool escapes = value[i] == '\\' && i + 1 < value.size() &&
                             (value[i + 1] == '"' || value[i + 1] == '\\' || value[i + 1] == ']');
        i += escapes ? 1 : 0;
        result += value[i];
    }
    return result;
}

void append_string(std::string &to, std::string_view text) {
    to += '"';
    append_escaped_json(to, text);
    to += '"';
}

using parameter = std::vector<structured_parameter>::const_iterator;

/// The values of one name: one, or an array of several.
void append_values(std::string &to, parameter from, parameter end) {
    const bool are_several = end - from > 1;
    to += are_several ? "[" : "";
    for (parameter each = from; each != end; ++each) {
        to += each == from ? "" : ",";
        append_string(to, unescaped(each->value));
    }
    to += are_several ? "]" : "";
}

/// Calls write(from, next) for each run of parameters that `key` finds alike, with commas between,
/// but for those that `key` finds empty.
template <typename Key, typename Write>
void append_object(std::string &to, parameter from, parameter end, Key key, Write write) {
    to += '{';
    const char *separator = "";
    while (from != end) {
        const std::string_view name = key(*from);
        const parameter next =
            std::find_if(from, end, [&](const auto &one) { return key(one) != name; });
        if (!name.empty()) {
            to += separator;
            append_string(to, name);
            to += ':';
            write(from, next);
            separator = ",";
        }
        from = next;
    }
    to += '}';
}

std::string_view element_of(const structured_parameter &one) {
    return one.element;
}

/// The first of an element's parameters has no name.
std::string_view name_of(const structured_parameter &one) {
    return one.name;
}

} // namespace

std::size_t read_structured_data(std::string_view text, std::vector<structured_parameter> *out) {
    std::string_view rest = text;
    while (!rest.empty() && rest[0] == '[') {
        if (!take_element(rest, out)) {
            return 0;
        }
    }
    return text.size() - rest.size();
}

void append_structured_data_json(std::string &to, std::string_view structured_data) {
    std::vector<structured_parameter> parameters;
    read_structured_data(structured_data, &parameters);
    std::stable_sort(parameters.begin(), parameters.end(), [](const auto &a, const auto &b) {
        return std::tie(a.element, a.name) < std::tie(b.element, b.name);
    });
    append_object(to, parameters.begin(), parameters.end(), element_of, [&to](auto from, auto end) {
        append_object(
            to, from, end, name_of, [&to](auto from, auto end) { append_values(to, from, end); });
    });
}

} // namespace mailslog
