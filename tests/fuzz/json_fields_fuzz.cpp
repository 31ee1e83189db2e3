// Whatever line claims to be JSON: what is read of it is bounded, and its level's word is in it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collector/tail/json_fields.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view line{reinterpret_cast<const char *>(data), size};
    line_fields fields;
    if (read_json_fields(line, fields)) {
        require(fields.message.size() <= 3 * line.size(), "no field is larger than its escape");
        require(
            fields.level_word.empty() || line.find(fields.level_word) != std::string_view::npos,
            "the level's word stands in the line");
    }
    return 0;
}
