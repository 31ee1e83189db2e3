// Whatever a configuration file holds: it is understood or refused with a line of it, and what a
// message shows of it is short, in one line and harmless to a terminal.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/configuration/config_text.h"
#include "collector/configuration/near_name.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

constexpr std::size_t max_message_bytes = 1000;

void check_message(const std::string &message) {
    require(message.size() < max_message_bytes, "a message is short");
    for (const char letter : message) {
        const auto byte = static_cast<unsigned char>(letter);
        require(byte >= 0x20 && byte != 0x7F, "a message is one line without control characters");
    }
}

// As deep as the library lets a file be. NOLINTNEXTLINE(misc-no-recursion)
void check_item(const config_item &item, std::size_t line_count) {
    require(item.line >= 1 && item.line <= line_count, "an item stands in a line of the file");
    require(item.is_list || item.values.size() == 1, "what is no list has a value");
    check_message(shown_in_message(item));
    for (const config_value &value : item.values) {
        require(value.kind != config_kind::other || value.text.empty(), "no text but a value's");
    }
    for (const config_table &table : item.tables) {
        require(
            table.line >= 1 && table.line <= line_count, "a table stands in a line of the file");
        for (const config_item &inner : table.items) {
            check_item(inner, line_count);
        }
    }
    const std::vector<std::string> names{"file", "rotate-size"};
    const std::string nearest = nearest_name(item.name, names);
    require(item.name != "file" || nearest == "file", "what is written right is nearest to itself");
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char *>(data), size};
    const auto line_count =
        1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    std::vector<config_item> items;
    if (const auto fault = parse_config(text, items)) {
        require(fault->line >= 1 && fault->line <= line_count, "a fault is in a line of the file");
        check_message(fault->what);
        require(items.empty(), "what is refused says nothing");
        return 0;
    }
    for (const config_item &item : items) {
        check_item(item, line_count);
    }
    require(
        std::is_sorted(
            items.begin(), items.end(),
            [](const config_item &a, const config_item &b) { return a.line < b.line; }),
        "items come in the order of their lines");
    return 0;
}
