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

} // namespace mailslog::wire
