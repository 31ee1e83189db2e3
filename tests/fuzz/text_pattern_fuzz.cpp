// Whatever the pattern: one that is found good makes one line of each record, and the message is in
// it unless it was cut.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "collector/format/line_format.h"
#include "collector/format/text_pattern.h"
#include "mailslot/utf8.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

/// Longer ones only repeat what shorter ones do, and take spdlog's time.
constexpr std::size_t max_pattern_bytes = 256;

record hostile_record() {
    record record;
    record.time_ns = 1'795'357'321'123'456'789;
    record.process_name = "sh\nop";
    record.process_id = 4711;
    record.logger = "\x1b[2J";
    record.source_file = "/src/order.cpp\xff";
    record.source_line = 42;
    record.source_function = "accept\r";
    record.line = "order \xE2\x82\xAC\n accepted";
    return record;
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string pattern{reinterpret_cast<const char *>(data), size};
    const auto fault = fault_of_pattern(pattern);
    require(!fault || !fault->empty(), "a fault has words");
    if (fault || size > max_pattern_bytes) {
        return 0;
    }
    std::string line;
    make_text_format(pattern)->append(line, hostile_record());
    require(!line.empty() && line.find('\n') == line.size() - 1, "a record is one line");
    for (const char hostile : {'\r', '\x1b', '\0', '\xff'}) {
        require(line.find(hostile) == std::string::npos, "nothing hostile gets through");
    }
    return 0;
}
