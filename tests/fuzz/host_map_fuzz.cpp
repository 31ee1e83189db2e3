// Whatever the entries, one a line: they are understood or there is a reason; what is understood is
// found, and its addresses are spelled back to themselves.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/network/host_map.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

constexpr std::uint16_t default_port = 138;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    std::size_t end = 0;
    while (end != std::string_view::npos) {
        end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

void check_entry(const host_map &map, const std::string &entry) {
    const auto *endpoints = map.find(std::string_view{entry}.substr(0, entry.find('=')));
    require(endpoints != nullptr && !endpoints->empty(), "a name has an address");
    for (const ipv4_endpoint &endpoint : *endpoints) {
        require(endpoint.port != 0, "no port is 0");
        require(ipv4_endpoint::parse(endpoint.str(), 1) == endpoint, "an address has one spelling");
    }
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const auto entries = lines_of({reinterpret_cast<const char *>(data), size});
    std::string reason;
    const auto map = host_map::parse(entries, default_port, &reason);
    require(map || !reason.empty(), "there is a reason");
    for (const std::string &entry : map ? entries : std::vector<std::string>{}) {
        check_entry(*map, entry);
    }
    return 0;
}
