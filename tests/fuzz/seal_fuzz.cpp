// Opens any bytes, and any message that was sealed and then changed by a byte: only what was sealed
// opens, and once.
//
// The key is fixed, so that seeds/seal may hold messages that open (docs/datagram.md, "Sealed
// datagrams"). The first two bytes say which byte of the sealed rest is changed, and how.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mailslot/network/seal.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

constexpr std::int64_t now_ns = 1'795'357'321'123'456'789;
constexpr seal_context context{R"(Team\Logs)", "BUILDHOST"};

seal_key example_key() {
    seal_key key{};
    for (unsigned char i = 0; i < key.size(); ++i) {
        key[i] = i;
    }
    return key;
}

void check_any(std::string_view bytes) {
    seal_opener opener{example_key()};
    std::string message;
    const seal_verdict verdict = opener.open(bytes, context, now_ns, message);
    require((verdict == seal_verdict::unsealed) == !is_sealed(bytes), "a seal shows");
    if (verdict == seal_verdict::good) {
        require(message.size() + seal_bytes == bytes.size(), "a seal has its length");
        require(
            opener.open(bytes, context, now_ns, message) == seal_verdict::repeated,
            "what was opened opens no more");
    }
}

void check_sealed(std::string_view message, std::size_t changed_at, unsigned char change) {
    static sealer from{example_key()};
    std::string sealed;
    require(from.seal(message, context, now_ns, sealed), "any message can be sealed");
    std::string other = sealed;
    char &byte = other[changed_at % other.size()];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ change);

    seal_opener opener{example_key()};
    std::string opened;
    const bool is_good = opener.open(other, context, now_ns, opened) == seal_verdict::good;
    require(is_good == (change == 0), "what was changed does not open");
    if (!is_good) {
        require(
            opener.open(sealed, context, now_ns, opened) == seal_verdict::good,
            "and is not taken for the original");
    }
    require(opened == message, "what was sealed comes out");
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char *>(data), size};
    check_any(bytes);
    if (size >= 2) {
        check_sealed(bytes.substr(2), data[0], data[1]);
    }
    return 0;
}
