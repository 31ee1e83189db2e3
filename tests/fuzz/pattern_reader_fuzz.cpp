// Whatever the pattern and the line: what is read is a part of the line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/format/text_pattern.h"
#include "collector/tail/pattern_reader.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

/// Longer ones only repeat what shorter ones do.
constexpr std::size_t max_pattern_bytes = 256;

void read_stranger(pattern_reader &reader, std::string_view line) {
    line_fields fields;
    if (!reader.read(line, fields)) {
        return;
    }
    for (const std::string &part :
         {fields.process_name, fields.host, fields.logger, fields.message}) {
        require(line.find(part) != std::string_view::npos, "a field is a part of the line");
    }
    require(
        fields.level_word.empty() ||
            (fields.level_word.data() >= line.data() &&
             fields.level_word.data() + fields.level_word.size() <= line.data() + line.size()),
        "the level's word stands in the line");
}

} // namespace

// The pattern, a line feed, and a line. libFuzzer gives the name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char *>(data), size};
    const std::string pattern{input.substr(0, input.find('\n'))};
    if (pattern.size() > max_pattern_bytes || fault_of_pattern(pattern)) {
        return 0;
    }
    pattern_reader reader{pattern};
    read_stranger(reader, input.substr(std::min(pattern.size() + 1, input.size())));
    return 0;
}
