// The datagram's constants and its integers. The layout is described in docs/datagram.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mailslog::wire {

// The first byte is 10kkvvvv: a UTF-8 continuation byte, with which no UTF-8 text can begin.
inline constexpr unsigned char marker_mask = 0xC0;
inline constexpr unsigned char marker = 0x80;
inline constexpr unsigned char version_mask = 0x0F;
inline constexpr unsigned char version = 1;
inline constexpr unsigned kind_shift = 4;
inline constexpr unsigned char kind_mask = 0x03;
inline constexpr unsigned char sealed_kind = 3; // opened by seal_opener; the others: datagram_kind

// The record's first byte: level in the low three bits, then flags.
inline constexpr unsigned char level_mask = 0x07;
inline constexpr unsigned char more_records = 0x08; // a line length follows, then more records
inline constexpr unsigned char has_thread = 0x10;   // else the thread's id is the process's
inline constexpr unsigned char has_source = 0x20;
inline constexpr unsigned char is_cut = 0x40;        // the line's full length is given
inline constexpr unsigned char reserved_flag = 0x80; // must be 0

/// A mailslot's message limit at any reach
/// (https://learn.microsoft.com/windows/win32/ipc/about-mailslots).
inline constexpr std::size_t default_datagram_bytes = 424;
/// Below this the header's names leave no useful room for a line.
inline constexpr std::size_t min_datagram_bytes = 128;
/// A local slot's limit: a sixteenth of the lane that a sink makes unless told.
inline constexpr std::size_t max_datagram_bytes = 65536;

/// A name as sent may take one part in so many of the datagram's limit, so that four of them leave
/// half of it for everything else, and in no case more than max_name_bytes: the line matters more.
inline constexpr std::size_t name_share = 8;
inline constexpr std::size_t max_name_bytes = 64;

/// A 64-bit LEB128 integer has at most this many bytes; a 32-bit one 5.
inline constexpr std::size_t max_varint_bytes = 10;
inline constexpr std::size_t max_u32_varint_bytes = 5;

// All below is inline: a line's way out of its application and into the log goes through it dozens
// of times.

inline constexpr unsigned varint_bits = 7;
inline constexpr unsigned char varint_goes_on = 0x80;
inline constexpr unsigned char varint_value = 0x7F;

inline std::size_t varint_bytes(std::uint64_t value) noexcept {
    std::size_t count = 1;
    for (; value >= varint_goes_on; value >>= varint_bits) {
        ++count;
    }
    return count;
}

/// The size of a datagram of so many bytes and its total, which counts its own bytes, too.
inline std::size_t with_total(std::size_t bytes) noexcept {
    return bytes + varint_bytes(bytes + varint_bytes(bytes));
}

/// Whether a datagram can have so many bytes in all. With a total that takes a byte less, one of
/// 128 or 16,384 would have 127 or 16,383.
inline bool is_total(std::uint64_t bytes) noexcept {
    static_assert(max_datagram_bytes < std::size_t{1} << (3 * varint_bits)); // or there were more
    return bytes != std::uint64_t{1} << varint_bits && bytes != std::uint64_t{1} << 2 * varint_bits;
}

/// All put_ functions return the position behind what they wrote; the caller has made sure of the
/// room.
inline char *put_varint(char *to, std::uint64_t value) noexcept {
    for (; value >= varint_goes_on; value >>= varint_bits) {
        *to++ = static_cast<char>((value & varint_value) | varint_goes_on);
    }
    *to++ = static_cast<char>(value);
    return to;
}

/// Little-endian; compilers make one store of it where that is the machine's order.
inline char *put_u64(char *to, std::uint64_t value) noexcept {
    const auto byte = [value](unsigned i) { return static_cast<char>((value >> (8 * i)) & 0xFF); };
    const char bytes[] = {byte(0), byte(1), byte(2), byte(3), byte(4), byte(5), byte(6), byte(7)};
    std::memcpy(to, bytes, sizeof bytes);
    return to + sizeof bytes;
}

inline char *put_u32(char *to, std::uint32_t value) noexcept {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        *to++ = static_cast<char>((value >> shift) & 0xFF);
    }
    return to;
}

/// Signed values near zero as small unsigned ones: 0, -1, 1, -2, …
inline std::uint64_t zigzag(std::int64_t value) noexcept {
    const auto bits = static_cast<std::uint64_t>(value);
    return (bits << 1) ^ (0 - (bits >> 63));
}
inline std::int64_t unzigzag(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}

/// Reads from hostile bytes: after the first failure every read returns zero or nothing and ok()
/// stays false, so that a parser may check once at its end.
class reader {
public:
    explicit reader(std::string_view bytes) noexcept : rest_(bytes) {}

    std::uint8_t u8() noexcept {
        if (rest_.empty()) {
            fail();
            return 0;
        }
        const auto byte = static_cast<unsigned char>(rest_[0]);
        rest_.remove_prefix(1);
        return byte;
    }
    std::uint32_t u32() noexcept; // little-endian, as the next
    std::uint64_t u64() noexcept {
        const std::string_view taken = bytes(sizeof(std::uint64_t));
        if (taken.empty()) {
            return 0;
        }
        const auto byte = [taken](unsigned i) {
            return std::uint64_t{static_cast<unsigned char>(taken[i])} << (8 * i);
        };
        return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
    }
    std::uint64_t varint() noexcept {
        const std::uint8_t first = u8();
        return first < varint_goes_on ? first : rest_of_varint(first);
    }
    std::string_view bytes(std::uint64_t count) noexcept {
        if (count > rest_.size()) {
            fail();
            return {};
        }
        const std::string_view taken{rest_.data(), static_cast<std::size_t>(count)};
        rest_.remove_prefix(taken.size());
        return taken;
    }
    /// A varint length, then as many bytes.
    std::string_view string() noexcept { return bytes(varint()); }

    std::string_view rest() const noexcept { return rest_; }
    bool ok() const noexcept { return ok_; }
    void fail() noexcept {
        rest_ = {};
        ok_ = false;
    }

private:
    std::uint64_t rest_of_varint(std::uint8_t first) noexcept {
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

    std::string_view rest_;
    bool ok_ = true;
};

} // namespace mailslog::wire
