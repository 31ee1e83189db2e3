#include "collector/tail/level_colour.h"

#include <algorithm>
#include <array>

namespace mailslog {
namespace {

struct level_look {
    std::string_view name; // in lower case
    std::string_view colour;
};

// Select Graphic Rendition (ECMA-48, 8.3.117): 1 bold, 31 to 37 colours, 41 red background.
constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view white_on_red = "\x1b[1;37;41m";
constexpr std::string_view no_colour = "\x1b[0m";

// Both spdlog's names and those of OpenTelemetry's data model.
constexpr std::array<level_look, 9> looks{{
    {"trace", "\x1b[37m"},
    {"debug", "\x1b[36m"},
    {"info", "\x1b[32m"},
    {"warning", yellow},
    {"warn", yellow},
    {"error", red},
    {"err", red},
    {"critical", white_on_red},
    {"fatal", white_on_red},
}};

char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

const level_look *look_of(std::string_view word) noexcept {
    const auto found = std::find_if(looks.begin(), looks.end(), [&](const level_look &look) {
        return std::equal(
            word.begin(), word.end(), look.name.begin(), look.name.end(),
            [](char a, char b) { return lower(a) == b; });
    });
    return found == looks.end() ? nullptr : &*found;
}

// Behind the first `opening`, up to the first `closing` after it.
std::string_view
between(std::string_view text, std::string_view opening, std::string_view closing) noexcept {
    const std::size_t start = text.find(opening);
    if (start == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = text.substr(start + opening.size());
    const std::size_t end = rest.find(closing);
    return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

// In a JSON text a quotation mark inside a string is escaped, so this is a member's name indeed.
std::string_view json_level(std::string_view line) noexcept {
    return between(line, R"("SeverityText":")", "\"");
}

} // namespace

std::string_view find_level(std::string_view line) noexcept {
    std::string_view word;
    if (!line.empty() && line.front() == '{') {
        word = json_level(line);
    } else if (!line.empty() && line.front() == '[') {
        word = between(line, "] [", "]");
    }
    return look_of(word) == nullptr ? std::string_view{} : word;
}

void append_coloured(std::string &to, std::string_view lines) {
    append_coloured(to, lines, [](std::string_view line) {
        const std::string_view word = find_level(line);
        return level_word{word, word};
    });
}

void append_coloured(std::string &to, std::string_view lines, const level_finder &find) {
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        const level_word level = find(line);
        const level_look *look = level.word.empty() ? nullptr : look_of(level.name);
        if (look != nullptr) {
            const auto before = static_cast<std::size_t>(level.word.data() - lines.data());
            to.append(lines, 0, before).append(look->colour);
            to.append(level.word).append(no_colour);
            lines.remove_prefix(before + level.word.size());
        }
        const std::size_t rest = std::min(lines.find('\n'), lines.size() - 1) + 1;
        to.append(lines, 0, rest);
        lines.remove_prefix(rest);
    }
}

} // namespace mailslog
