// Where the fields of a remote mailslot's datagram are, and what the fixed ones hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The NetBIOS datagram: this header, big-endian, then the source's name, the destination's name
/// and the user data (RFC 1002 section 4.4.1 and 4.4.2).
namespace mailslog::nbt {

inline constexpr std::size_t kind_at = 0;
inline constexpr std::size_t flags_at = 1;
inline constexpr std::size_t id_at = 2;
inline constexpr std::size_t source_address_at = 4;
inline constexpr std::size_t source_port_at = 8;
inline constexpr std::size_t length_at = 10; // of all that follows the header
inline constexpr std::size_t fragment_offset_at = 12;
inline constexpr std::size_t header_bytes = 14;

inline constexpr unsigned more_fragments = 0x01;
inline constexpr unsigned first_fragment = 0x02;
inline constexpr unsigned b_node = 0x00; // knows names by broadcast alone
inline constexpr unsigned h_node = 0x0C; // asks a name server first: a Windows computer's default

} // namespace mailslog::nbt

/// The user data: an SMB_COM_TRANSACTION request that writes to a mailslot, little-endian, offsets
/// from its own start ([MS-MAIL] 2.2.1; the header and the fields: [MS-CIFS] 2.2.3.1, 2.2.4.33.1).
/// Fields that are not named here are zero.
namespace mailslog::smb {

inline constexpr std::string_view magic = "\xFFSMB";
inline constexpr std::size_t command_at = 4;
inline constexpr std::uint8_t transaction = 0x25;
inline constexpr std::size_t flags_at = 9;
inline constexpr std::size_t flags2_at = 10;
inline constexpr std::size_t process_id_at = 26;

inline constexpr std::size_t word_count_at = 32;
inline constexpr std::uint8_t word_count = 17;
inline constexpr std::size_t total_data_count_at = 35;
inline constexpr std::size_t max_parameter_count_at = 37;
inline constexpr std::size_t transaction_flags_at = 43;
inline constexpr std::size_t parameter_offset_at = 53;
inline constexpr std::size_t data_count_at = 55;
inline constexpr std::size_t data_offset_at = 57;
inline constexpr std::size_t setup_count_at = 59;
inline constexpr std::uint8_t setup_count = 3;
inline constexpr std::size_t opcode_at = 61;
inline constexpr std::uint16_t write_mailslot = 1;
inline constexpr std::size_t class_at = 65;
inline constexpr std::uint16_t unreliable = 2;
inline constexpr std::size_t byte_count_at = 67; // of all that follows it
inline constexpr std::size_t name_at = 69;
inline constexpr std::size_t min_bytes = name_at + 1; // with the end of the name

inline constexpr std::string_view mailslot_prefix = R"(\MAILSLOT\)";
inline constexpr char name_end = '\0';
inline constexpr std::size_t data_alignment = 4; // of the message, as Windows sends it

} // namespace mailslog::smb
