#include "collector/intake/lane_name.h"

#include <charconv>
#include <system_error>

namespace mailslog {
namespace {

constexpr std::string_view prefix = "mailslog-lane";
constexpr int hexadecimal = 16;

void append_number(std::string &to, std::uint64_t number) {
    char digits[16];
    to += '-';
    to.append(digits, std::to_chars(digits, digits + sizeof digits, number, hexadecimal).ptr);
}

/// Takes "-NUMBER" off `text`.
template <typename Number>
bool take_number(std::string_view &text, Number &number) noexcept {
    if (text.empty() || text.front() != '-') {
        return false;
    }
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + 1, end, number, hexadecimal);
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    return parsed.ec == std::errc{};
}

} // namespace

std::string lane_name::str() const {
    std::string text{prefix};
    append_number(text, stream_id);
    append_number(text, process_id);
    append_number(text, inode);
    return text;
}

std::optional<lane_name> lane_name::parse(std::string_view text) noexcept {
    if (text.substr(0, prefix.size()) != prefix) {
        return std::nullopt;
    }
    text.remove_prefix(prefix.size());
    lane_name name;
    const bool is_name = take_number(text, name.stream_id) && take_number(text, name.process_id) &&
                         take_number(text, name.inode) && text.empty();
    return is_name ? std::optional{name} : std::nullopt;
}

} // namespace mailslog
