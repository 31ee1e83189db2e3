#include "collector/format/text_pattern.h"

#include "collector/format/escape.h"

namespace mailslog {
namespace {

// spdlog's flags (https://github.com/gabime/spdlog/wiki/3.-Custom-formatting#pattern-flags), then
// ours (line_format.h).
constexpr std::string_view known_flags = "vtPnlLaAbhBcCYDxmdHIMSefFEprRTXz+^$@sg#!%oiuO"
                                         "NQWw";
constexpr std::string_view message_flags = "v+";
/// spdlog takes their text, of eight characters, for one of ten, and cuts off what stands before
/// it.
constexpr std::string_view uncuttable_flags = "Dx";

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

bool contains(std::string_view text, char byte) noexcept {
    return text.find(byte) != std::string_view::npos;
}

/// Takes off what may stand between % and its flag: side, width and ! for a cut at the width.
/// Returns whether there is that.
bool skip_padding(std::string_view &rest) noexcept {
    if (!rest.empty() && contains("-=", rest[0])) {
        rest.remove_prefix(1);
    }
    const bool has_width = !rest.empty() && is_digit(rest[0]);
    while (!rest.empty() && is_digit(rest[0])) {
        rest.remove_prefix(1);
    }
    const bool cuts = has_width && !rest.empty() && rest[0] == '!';
    rest.remove_prefix(cuts ? 1 : 0);
    return cuts;
}

/// Skips to the next flag and takes it off; false at the end. A flag that is cut off is '\0'.
bool next_flag(std::string_view &rest, char &flag, bool &cuts) noexcept {
    const std::size_t percent = rest.find('%');
    if (percent == std::string_view::npos) {
        return false;
    }
    rest.remove_prefix(percent + 1);
    cuts = skip_padding(rest);
    flag = rest.empty() ? '\0' : rest[0];
    rest.remove_prefix(rest.empty() ? 0 : 1);
    return true;
}

/// A tab may separate columns; a sender's own tabs are escaped.
bool is_harmless(std::string_view pattern) {
    std::string without_tabs;
    for (const char byte : pattern) {
        without_tabs += byte == '\t' ? ' ' : byte;
    }
    std::string escaped;
    append_escaped_text(escaped, without_tabs);
    return escaped == without_tabs;
}

std::string shown(char flag) {
    std::string text = "%";
    append_escaped_text(text, std::string_view{&flag, 1});
    return text;
}

} // namespace

std::optional<std::string> fault_of_pattern(std::string_view pattern) {
    if (!is_harmless(pattern)) {
        return "it holds a line break, another control character or bytes that are no UTF-8";
    }
    bool shows_message = false;
    char flag = '\0';
    bool cuts = false;
    while (next_flag(pattern, flag, cuts)) {
        if (flag == '\0') {
            return "it ends within a flag; %% is a percent sign";
        }
        if (!contains(known_flags, flag)) {
            return "it has no flag " + shown(flag) + "; %% is a percent sign";
        }
        if (cuts && contains(uncuttable_flags, flag)) {
            return "it cuts " + shown(flag) + " at a width, which can't be done";
        }
        shows_message = shows_message || contains(message_flags, flag);
    }
    if (!shows_message) {
        return "it lacks %v, the message";
    }
    return std::nullopt;
}

} // namespace mailslog
