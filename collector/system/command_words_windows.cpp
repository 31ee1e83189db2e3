#include "collector/system/command_words_windows.h"

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

} // namespace

std::optional<std::wstring> command_line_of(const std::vector<std::string> &words) {
    std::string line;
    for (const std::string &word : words) {
        const bool is_plain = !word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos;
        line += (line.empty() ? "" : " ") + (is_plain ? word : quoted(word));
    }
    return widen(line);
}

} // namespace mailslog
