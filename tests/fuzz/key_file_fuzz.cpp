// Whatever a key file holds: a key is what 64 digits say, and nothing else is one. The input stands
// in for the file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mailslot/network/key_file.h"
#include "mailslot/network/seal.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

std::string_view file; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

std::string digits_of(const seal_key &key) {
    std::string digits;
    for (const unsigned char byte : key) {
        digits += "0123456789abcdef"[byte >> 4];
        digits += "0123456789abcdef"[byte & 15];
    }
    return digits;
}

std::string lower_case(std::string_view text) {
    std::string lower;
    for (const char letter : text) {
        const bool is_upper = letter >= 'A' && letter <= 'Z';
        lower += is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

} // namespace

// The system's, but for tests.
mailslog::key_file_content
mailslog::read_key_bytes(const std::string &, char *to, std::size_t room) {
    return {{}, false, file.copy(to, room)};
}

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    file = {reinterpret_cast<const char *>(data), size};
    std::string reason;
    const auto key = read_key_file("key", &reason);
    require(key.has_value() == reason.empty(), "there is a key or a reason");
    if (key) {
        require(
            lower_case(file).find(digits_of(*key)) != std::string::npos,
            "a key is what is written");
    }
    return 0;
}
