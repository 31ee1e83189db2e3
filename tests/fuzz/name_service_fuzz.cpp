// Whatever the packet: what is read from it is what another packet, made of that, says.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mailslot/network/name_service.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using mailslog::fuzz::require;

namespace {

void check_query(std::string_view packet) {
    const auto query = decode_name_query(packet);
    if (!query) {
        return;
    }
    std::string spelled;
    encode_name_query(*query, spelled);
    const auto again = decode_name_query(spelled);
    require(again.has_value(), "a query that was read can be written");
    require(
        again->id == query->id && again->name == query->name &&
            again->is_broadcast == query->is_broadcast,
        "a query that was written is read the same");
}

void check_answer(std::string_view packet) {
    const auto answer = decode_name_answer(packet);
    if (!answer) {
        return;
    }
    require(!answer->addresses.empty(), "an answer has an address");
    require(answer->addresses.size() <= packet.size() / 6, "each address was in the packet");
    std::string spelled;
    encode_name_answer(*answer, 0, spelled);
    const auto again = decode_name_answer(spelled);
    require(again.has_value(), "an answer that was read can be written");
    require(
        again->id == answer->id && again->name == answer->name &&
            again->is_group == answer->is_group && again->addresses == answer->addresses,
        "an answer that was written is read the same");
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view packet{reinterpret_cast<const char *>(data), size};
    check_query(packet);
    check_answer(packet);
    return 0;
}
