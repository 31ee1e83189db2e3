#include "collector/format/line_layout.h"

namespace mailslog {
namespace {

using content = layout_piece::content;

/// What spdlog's flag is called in strftime(3); empty if it is no part of a second.
std::string_view strftime_flag(char flag) noexcept {
    switch (flag) {
    case 'Y':
        return "%Y";
    case 'm':
        return "%m";
    case 'd':
        return "%d";
    case 'H':
        return "%H";
    case 'M':
        return "%M";
    case 'S':
        return "%S";
    case 'T':
        return "%H:%M:%S";
    default:
        return {};
    }
}

std::optional<content> field_of(char flag) noexcept {
    switch (flag) {
    case 'e':
        return content::milliseconds;
    case 'f':
        return content::microseconds;
    case 'F':
        return content::nanoseconds;
    case 'l':
        return content::level;
    case 'N':
        return content::process_name;
    case 'Q':
        return content::process_id;
    case 'W':
        return content::host;
    case 'w':
        return content::origin;
    case 'n':
        return content::logger;
    case 't':
        return content::thread_id;
    case 'v':
        return content::message;
    default:
        return {};
    }
}

/// The colours' bounds: a file shows none.
bool is_invisible(char flag) noexcept {
    return flag == '^' || flag == '$';
}

std::string quoted_for_strftime(std::string_view text) {
    std::string quoted;
    for (const char byte : text) {
        quoted.append(byte == '%' ? 2 : 1, byte);
    }
    return quoted;
}

bool ends_in(const line_layout &layout, content kind) noexcept {
    return !layout.empty() && layout.back().shows == kind;
}

/// Literal text beside a second is rendered with it.
void append_literal(line_layout &to, char byte) {
    if (ends_in(to, content::second)) {
        to.back().text += quoted_for_strftime({&byte, 1});
        return;
    }
    if (!ends_in(to, content::literal)) {
        to.push_back({content::literal, {}});
    }
    to.back().text += byte;
}

void append_second(line_layout &to, std::string_view format) {
    if (ends_in(to, content::literal)) {
        to.back() = {content::second, quoted_for_strftime(to.back().text)};
    } else if (!ends_in(to, content::second)) {
        to.push_back({content::second, {}});
    }
    to.back().text += format;
}

/// False for a flag that no piece stands for.
bool append_flag(line_layout &to, char flag) {
    if (const std::string_view second = strftime_flag(flag); !second.empty()) {
        append_second(to, second);
    } else if (const std::optional<content> field = field_of(flag)) {
        to.push_back({*field, {}});
    } else if (flag == '%') {
        append_literal(to, '%');
    } else {
        return is_invisible(flag);
    }
    return true;
}

} // namespace

std::optional<line_layout> parse_layout(std::string_view pattern) {
    line_layout layout;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%') {
            append_literal(layout, pattern[i]);
        } else if (++i == pattern.size() || !append_flag(layout, pattern[i])) {
            return std::nullopt;
        }
    }
    append_literal(layout, '\n');
    return layout;
}

} // namespace mailslog
