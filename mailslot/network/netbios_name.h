// A NetBIOS name: 15 bytes, upper case, padded with spaces, and a suffix that says what bears it
// (RFC 1001 section 14.1; the suffixes: [MS-NBTE] 2.2.1). A value; its spelling on the wire is
// RFC 1002 section 4.1's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

namespace netbios_suffix {
inline constexpr std::uint8_t workstation = 0x00; // a computer, or a domain as a group of them
inline constexpr std::uint8_t messenger = 0x03;
inline constexpr std::uint8_t file_server = 0x20;
// A domain's controllers and browsers: groups that a message to the domain may name instead of it.
inline constexpr std::uint8_t first_of_domain = 0x1B;
inline constexpr std::uint8_t last_of_domain = 0x1E;
} // namespace netbios_suffix

class netbios_name {
public:
    static constexpr std::size_t max_bytes = 15;
    static constexpr std::size_t padded_bytes = 16; // with the suffix

    /// "*", padded with NULs: every computer (RFC 1001 section 14.1).
    netbios_name() noexcept;

    /// `text` in upper case (ASCII), or nothing: empty, longer than max_bytes, or with a byte that
    /// is no printable ASCII, or a space at its end. "*" is the name of every computer.
    static std::optional<netbios_name>
    make(std::string_view text, std::uint8_t suffix = netbios_suffix::workstation);
    /// The 16 bytes as they are on the wire, once decoded: from hostile hands, so any at all.
    static netbios_name from_padded(const std::array<char, padded_bytes> &bytes) noexcept;

    /// Without padding and suffix. May hold any byte if it came from the wire.
    std::string_view text() const noexcept;
    std::uint8_t suffix() const noexcept { return static_cast<std::uint8_t>(bytes_.back()); }
    const std::array<char, padded_bytes> &padded() const noexcept { return bytes_; }
    bool is_everyone() const noexcept { return *this == netbios_name{}; }
    /// "NAME<1d>", what does not print escaped as "\xNN".
    std::string str() const;

    friend bool operator==(const netbios_name &a, const netbios_name &b) noexcept {
        return a.bytes_ == b.bytes_;
    }
    friend bool operator!=(const netbios_name &a, const netbios_name &b) noexcept {
        return !(a == b);
    }

private:
    std::array<char, padded_bytes> bytes_;
};

/// The longest that an encoded name takes, its scope included (RFC 1002 section 4.1).
inline constexpr std::size_t max_encoded_name_bytes = 255;

/// Appends the name, and the scope ("EXAMPLE.COM", or empty) spelled out: never a label pointer.
/// The scope is one that decode_name() could have made.
void encode_name(const netbios_name &name, std::string_view scope, std::string &to);

struct decoded_name {
    netbios_name name;
    std::string scope;   // labels joined by dots; empty: none
    std::size_t end = 0; // of the name where it stands, behind its last label or pointer
};

/// The name at `offset` of `packet`. Label pointers are followed backwards only, ten at most.
/// A scope is printable ASCII, a dot only between its labels.
std::optional<decoded_name> decode_name(std::string_view packet, std::size_t offset);

} // namespace mailslog
