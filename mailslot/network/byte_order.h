// Integers of the network's formats, at a place in their bytes that the caller knows to be inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mailslog {

inline std::uint8_t u8_at(std::string_view bytes, std::size_t at) noexcept {
    return static_cast<std::uint8_t>(bytes[at]);
}

inline std::uint16_t big_u16_at(std::string_view bytes, std::size_t at) noexcept {
    return static_cast<std::uint16_t>(u8_at(bytes, at) << 8 | u8_at(bytes, at + 1));
}

inline std::uint32_t big_u32_at(std::string_view bytes, std::size_t at) noexcept {
    return std::uint32_t{big_u16_at(bytes, at)} << 16 | big_u16_at(bytes, at + 2);
}

inline std::uint16_t little_u16_at(std::string_view bytes, std::size_t at) noexcept {
    return static_cast<std::uint16_t>(u8_at(bytes, at + 1) << 8 | u8_at(bytes, at));
}

inline void put_big_u16(char *to, std::uint16_t value) noexcept {
    to[0] = static_cast<char>(value >> 8);
    to[1] = static_cast<char>(value & 0xFF);
}

inline void put_big_u32(char *to, std::uint32_t value) noexcept {
    put_big_u16(to, static_cast<std::uint16_t>(value >> 16));
    put_big_u16(to + 2, static_cast<std::uint16_t>(value & 0xFFFF));
}

inline void put_little_u16(char *to, std::uint16_t value) noexcept {
    to[0] = static_cast<char>(value & 0xFF);
    to[1] = static_cast<char>(value >> 8);
}

} // namespace mailslog
