#include <mailslog/slot_name.h>

#include <algorithm>

#include "mailslot/ascii_case.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr char separator = '\\';
constexpr std::string_view root = R"(\\)";
constexpr std::string_view local_prefix = R"(\\.\mailslot\)";
constexpr std::string_view right_name = R"(; a right name is \\.\mailslot\logs)";

/// What no computer's or domain's name holds, the separators aside
/// (https://learn.microsoft.com/troubleshoot/windows-server/active-directory/naming-conventions-for-computer-domain-site-ou).
constexpr std::string_view never_in_a_server = ":*?\"<>| ";

/// What is wrong, for the user to read; null: nothing.
using problem = const char *;

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool begins_with(std::string_view text, std::string_view prefix) noexcept {
    return text.substr(0, prefix.size()) == prefix;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t size = utf8_sequence_bytes(text);
        if (size == 0) {
            return false;
        }
        text.remove_prefix(size);
    }
    return true;
}

/// Takes what stands before the next separator off `rest`, and the separator.
std::string_view take_element(std::string_view &rest) noexcept {
    const std::string_view element = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(element.size() + 1, rest.size()));
    return element;
}

std::string with_backslashes(std::string_view text) {
    std::string spelled{text};
    std::replace(spelled.begin(), spelled.end(), '/', separator);
    return spelled;
}

problem problem_with_text(std::string_view text) noexcept {
    if (text.empty()) {
        return "it is empty";
    }
    if (std::any_of(text.begin(), text.end(), is_control)) {
        return "it holds a control character";
    }
    if (!is_utf8(text)) {
        return "it is not UTF-8";
    }
    if (begins_with(text, root)) {
        return nullptr;
    }
    return text.front() == separator
               ? "it begins with one backslash, not two (a shell needs it in single quotes)"
               : "it does not begin with two backslashes";
}

problem problem_with_server(std::string_view server) noexcept {
    if (server == "." || server == "*") {
        return nullptr;
    }
    if (server.empty()) {
        return "it names no computer";
    }
    if (server.size() > slot_name::max_server_bytes) {
        return "its computer or domain name is longer than 63 bytes";
    }
    if (server.find_first_of(never_in_a_server) != std::string_view::npos ||
        server.front() == '.' || server.back() == '.') {
        return "its computer or domain name can't be one";
    }
    return nullptr;
}

problem problem_with_element(std::string_view element) noexcept {
    if (element.empty()) {
        return R"(a part of it is empty (there is a \ too many))";
    }
    if (element == "." || element == "..") {
        return R"("." and ".." can't be parts of it)";
    }
    // The Win32 file functions drop them, and the name would be another one there.
    if (element.back() == '.' || element.back() == ' ') {
        return "a part of it ends in a dot or a space";
    }
    return nullptr;
}

problem problem_with_local_part(std::string_view local_part) noexcept {
    if (local_part.empty()) {
        return R"(no slot's name follows \mailslot\)";
    }
    if (local_part.size() > slot_name::max_local_part_bytes) {
        return R"(what follows \mailslot\ is longer than 64 bytes)";
    }
    if (local_part.back() == separator) {
        return problem_with_element({});
    }
    for (std::string_view rest = local_part; !rest.empty();) {
        if (const problem found = problem_with_element(take_element(rest))) {
            return found;
        }
    }
    return nullptr;
}

slot_reach reach_of(std::string_view server) noexcept {
    if (server == ".") {
        return slot_reach::local;
    }
    return server == "*" ? slot_reach::broadcast : slot_reach::named;
}

struct name_parts {
    std::string_view server;
    std::string_view local_part;
};

problem split(std::string_view text, name_parts &parts) noexcept {
    if (const problem found = problem_with_text(text)) {
        return found;
    }
    text.remove_prefix(root.size());
    parts.server = take_element(text);
    if (const problem found = problem_with_server(parts.server)) {
        return found;
    }
    if (!equal_ignoring_case(take_element(text), "mailslot")) {
        return R"("mailslot" must follow the computer's name)";
    }
    parts.local_part = text;
    return problem_with_local_part(parts.local_part);
}

/// Most who get a name wrong leave out what stands before the slot's own.
std::string advice(problem found, const std::string &text) {
    const std::string guess = std::string(local_prefix) + text;
    name_parts ignored;
    if (text.find(separator) == std::string::npos && !split(guess, ignored)) {
        return R"(it lacks \\.\mailslot\ in front; did you mean )" + guess + "?";
    }
    return found + std::string(right_name);
}

} // namespace

static_assert(slot_name::max_server_bytes == 63, "said in problem_with_server");
static_assert(slot_name::max_local_part_bytes == 64, "said in problem_with_local_part");

std::optional<slot_name> slot_name::parse(std::string_view text, std::string *reason) {
    const std::string spelled = with_backslashes(text);
    name_parts parts;
    if (const problem found = split(spelled, parts)) {
        if (reason) {
            *reason = advice(found, spelled);
        }
        return std::nullopt;
    }
    slot_name name;
    name.reach_ = reach_of(parts.server);
    name.server_ = parts.server;
    name.local_part_ = parts.local_part;
    return name;
}

std::vector<std::string> slot_name::folded_elements() const {
    std::vector<std::string> elements;
    for (std::string_view rest = local_part_; !rest.empty();) {
        std::string element{take_element(rest)};
        std::transform(element.begin(), element.end(), element.begin(), ascii_lower);
        elements.push_back(std::move(element));
    }
    return elements;
}

std::string slot_name::str() const {
    return std::string(root) + server_ + R"(\mailslot\)" + local_part_;
}

bool operator==(const slot_name &a, const slot_name &b) noexcept {
    return equal_ignoring_case(a.server_, b.server_) &&
           equal_ignoring_case(a.local_part_, b.local_part_);
}

} // namespace mailslog
