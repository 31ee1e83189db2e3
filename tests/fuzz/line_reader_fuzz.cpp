// Whatever the bytes: the lines that are read are those between the line ends, each cut at the
// bound and nowhere else.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "collector/tail/line_reader.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

constexpr std::size_t max_code_point_bytes = 4;

/// Takes the next line off `rest`, without its end.
std::string_view take_line(std::string_view &rest) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (end != std::string_view::npos && !line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return line;
}

void check_lines(std::string_view bytes, std::size_t max_kept_bytes) {
    std::istringstream input{std::string{bytes}};
    line_reader reader{input, max_kept_bytes};
    while (!bytes.empty()) {
        const std::string_view line = take_line(bytes);
        require(reader.next(), "each line is read");
        const std::string_view kept = reader.text();
        require(reader.full_bytes() == line.size(), "a line has its length");
        require(kept == line.substr(0, kept.size()), "what is kept is its beginning");
        require(kept.size() <= max_kept_bytes, "no more is kept than wanted");
        require(
            kept.size() + max_code_point_bytes > std::min(line.size(), max_kept_bytes),
            "no more is cut than a code point");
    }
    require(!reader.next(), "there are no more lines");
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char *>(data), size};
    check_lines(bytes, size);
    check_lines(bytes, size / 3);
    check_lines(bytes, 0);
    return 0;
}
