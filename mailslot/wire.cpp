#include "mailslot/wire.h"

namespace mailslog::wire {

std::uint32_t reader::u32() noexcept {
    std::uint32_t value = 0;
    unsigned shift = 0;
    for (const char byte : bytes(sizeof value)) {
        value |= std::uint32_t{static_cast<unsigned char>(byte)} << shift;
        shift += 8;
    }
    return value;
}

std::uint64_t reader::u64() noexcept {
    const std::string_view taken = bytes(sizeof(std::uint64_t));
    if (taken.empty()) {
        return 0;
    }
    const auto byte = [taken](unsigned i) {
        return std::uint64_t{static_cast<unsigned char>(taken[i])} << (8 * i);
    };
    return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
}

std::uint64_t reader::rest_of_varint(std::uint8_t first) noexcept {
    std::uint64_t value = first & varint_value;
    for (std::size_t i = 1; i < max_varint_bytes; ++i) {
        const std::uint8_t byte = u8();
        value |= std::uint64_t{byte & unsigned{varint_value}} << (varint_bits * i);
        if (byte < varint_goes_on) {
            const bool is_shortest = byte != 0; // as u8() also returns when nothing is left
            const bool fits = i + 1 < max_varint_bytes || byte == 1;
            if (is_shortest && fits) {
                return value;
            }
            break;
        }
    }
    fail();
    return 0;
}

} // namespace mailslog::wire
