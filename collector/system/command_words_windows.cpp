#include "collector/system/command_words_windows.h"

#include <algorithm>
#include <string_view>

#include "mailslot/ascii_case.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

/// Backslashes count only in front of a quote: there each is doubled
/// (https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).
std::string quoted(const std::string &word) {
    std::string result = "\"";
    std::size_t backslashes = 0;
    for (const char byte : word) {
        if (byte == '"') {
            result.append(backslashes + 1, '\\');
        }
        backslashes = byte == '\\' ? backslashes + 1 : 0;
        result += byte;
    }
    return result.append(backslashes, '\\') + '"';
}

/// Windows does not see dots and blanks at a name's end.
bool is_batch_file(std::string_view program) noexcept {
    program = program.substr(0, program.find_last_not_of(". ") + 1);
    const auto ends_in = [program](std::string_view suffix) {
        return program.size() >= suffix.size() &&
               equal_ignoring_case(program.substr(program.size() - suffix.size()), suffix);
    };
    return ends_in(".bat") || ends_in(".cmd");
}

} // namespace

std::optional<std::wstring> command_line_of(const std::vector<std::string> &words) {
    std::string line;
    for (const std::string &word : words) {
        const bool is_plain = !word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos;
        line += (line.empty() ? "" : " ") + (is_plain ? word : quoted(word));
    }
    return widen(line);
}

std::optional<std::string> word_that_a_batch_file_misreads(const std::vector<std::string> &words) {
    if (words.empty() || !is_batch_file(words[0])) {
        return std::nullopt;
    }
    const auto misread = std::find_if(words.begin() + 1, words.end(), [](const std::string &word) {
        return word.find_first_of("\"%&|<>()^!\r\n") != std::string::npos;
    });
    return misread == words.end() ? std::nullopt : std::optional{*misread};
}

} // namespace mailslog
