// Whatever stands in a log that is shown in colour: without the colours it is as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/tail/level_colour.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

constexpr char escape = '\x1b';
constexpr std::string_view no_colour = "\x1b[0m";

/// Takes a word in its colour, at the beginning of `coloured`, off it; returns the word.
std::string_view take_word(std::string_view &coloured) {
    const std::size_t begun = coloured.find('m') + 1;
    const std::string_view word = coloured.substr(begun, coloured.find(no_colour, begun) - begun);
    coloured.remove_prefix(begun + word.size() + no_colour.size());
    return word;
}

std::string without_colours(std::string_view coloured) {
    std::string plain;
    while (!coloured.empty()) {
        if (coloured[0] == escape) {
            plain += take_word(coloured);
        } else {
            plain += coloured[0];
            coloured.remove_prefix(1);
        }
    }
    return plain;
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    std::string lines{reinterpret_cast<const char *>(data), size};
    std::replace(lines.begin(), lines.end(), escape, '?'); // so that all that come are the colours'
    const std::string_view level = find_level(lines);
    require(
        level.empty() || (level.data() >= lines.data() &&
                          level.data() + level.size() <= lines.data() + lines.size()),
        "the level's word stands in the line");
    std::string coloured;
    append_coloured(coloured, lines);
    require(without_colours(coloured) == lines, "colours change nothing else");
    return 0;
}
