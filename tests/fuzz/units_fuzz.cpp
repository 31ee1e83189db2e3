// Whatever the text: a size or a duration that is understood is not zero, and understood with the
// unit spelled out as well.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/units.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

void check_size(std::string_view text) {
    if (const auto bytes = parse_size(text)) {
        require(*bytes > 0, "no size is 0");
        require(parse_size(std::to_string(*bytes)) == bytes, "a size is so many bytes");
    }
}

void check_duration(std::string_view text) {
    if (const auto duration = parse_duration(text)) {
        require(duration->count() > 0, "no duration is 0");
        require(
            parse_duration(std::to_string(duration->count()) + "s") == duration,
            "a duration is so many seconds");
    }
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char *>(data), size};
    check_size(text);
    check_duration(text);
    return 0;
}
