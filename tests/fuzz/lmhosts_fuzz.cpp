// Whatever the file: it is understood or there is a reason, and each name that stands in it is
// found in any case.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mailslot/network/lmhosts.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string text{reinterpret_cast<const char *>(data), size};
    std::string reason;
    const auto hosts = lmhosts::parse(text, &reason);
    if (!hosts) {
        require(!reason.empty(), "there is a reason");
        return 0;
    }
    const bool knows_till = hosts->find("TILL7").has_value();
    require(hosts->find("till7").has_value() == knows_till, "a name has no case");
    const auto more = lmhosts::parse(text + "\n10.0.0.7 TILL7\n", &reason);
    require(more && more->find("TILL7"), "a line more is understood, too");
    require(!knows_till || more->find("TILL7") == hosts->find("TILL7"), "the first line counts");
    return 0;
}
