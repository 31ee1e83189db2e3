// Decodes any packet. What decodes lies inside the packet, and encoded again it decodes to the
// same, though by other bytes: label pointers are spelled out, ignored fields are forgotten.
//
// seeds/nbt_datagram holds a packet of each kind and origin from tests/vectors/msmail.txt.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mailslot/network/nbt_datagram.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

bool is_inside(std::string_view view, std::string_view packet) {
    return view.data() >= packet.data() &&
           view.data() + view.size() <= packet.data() + packet.size();
}

void check_same(const nbt_datagram &a, const nbt_datagram &b) {
    require(a.kind == b.kind, "the kind survives");
    require(a.id == b.id, "the id survives");
    require(a.claimed_source == b.claimed_source, "the claimed source survives");
    require(a.source == b.source, "the source's name survives");
    require(a.destination == b.destination, "the destination's name survives");
    require(a.scope == b.scope, "the scope survives");
    require(a.slot == b.slot, "the slot's name survives");
    require(a.bytes == b.bytes, "the message survives");
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view packet{reinterpret_cast<const char *>(data), size};
    nbt_datagram decoded;
    if (size > max_nbt_packet_bytes || decode_nbt_datagram(packet, decoded) != nbt_drop::none) {
        return 0;
    }
    require(is_inside(decoded.slot, packet), "the slot's name is in the packet");
    require(is_inside(decoded.bytes, packet), "the message is in the packet");
    std::string encoded;
    encode_nbt_datagram(decoded, encoded);
    nbt_datagram again;
    require(decode_nbt_datagram(encoded, again) == nbt_drop::none, "what was encoded decodes");
    check_same(decoded, again);
    return 0;
}
