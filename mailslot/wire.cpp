#include "mailslot/wire.h"

namespace mailslog::wire {
namespace {

constexpr unsigned varint_bits = 7;
constexpr unsigned char varint_goes_on = 0x80;
constexpr unsigned char varint_value = 0x7F;

} // namespace

std::size_t varint_bytes(std::uint64_t value) noexcept {
    std::size_t count = 1;
    while (value >= varint_goes_on) {
        value >>= varint_bits;
        ++count;
    }
    return count;
}

char *put_varint(char *to, std::uint64_t value) noexcept {
    while (value >= varint_goes_on) {
        *to++ = static_cast<char>((value & varint_value) | varint_goes_on);
        value >>= varint_bits;
    }
    *to++ = static_cast<char>(value);
    return to;
}

// Compilers make one store of it where that is the machine's order.
char *put_u64(char *to, std::uint64_t value) noexcept {
    for (unsigned i = 0; i < sizeof value; ++i) {
        to[i] = static_cast<char>((value >> (8 * i)) & 0xFF);
    }
    return to + sizeof value;
}

std::uint64_t zigzag(std::int64_t value) noexcept {
    const auto bits = static_cast<std::uint64_t>(value);
    return (bits << 1) ^ (0 - (bits >> 63));
}

std::int64_t unzigzag(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}

std::uint8_t reader::u8() noexcept {
    const std::string_view byte = bytes(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
}

std::uint64_t reader::u64() noexcept {
    const std::string_view taken = bytes(sizeof(std::uint64_t));
    if (taken.empty()) {
        return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) {
        value |= std::uint64_t{static_cast<unsigned char>(taken[i])} << (8 * i);
    }
    return value;
}

std::uint64_t reader::varint() noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < max_varint_bytes; ++i) {
        const std::uint8_t byte = u8();
        value |= std::uint64_t{static_cast<unsigned char>(byte & varint_value)}
                 << (varint_bits * i);
        if (byte >= varint_goes_on) {
            continue;
        }
        const bool shortest = byte != 0 || i == 0;
        const bool fits = i + 1 < max_varint_bytes || byte <= 1;
        if (shortest && fits && ok_) {
            return value;
        }
        break;
    }
    fail();
    return 0;
}

std::string_view reader::bytes(std::uint64_t count) noexcept {
    if (count > rest_.size()) {
        fail();
        return {};
    }
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(taken.size());
    return taken;
}

void reader::fail() noexcept {
    rest_ = {};
    ok_ = false;
}

} // namespace mailslog::wire
