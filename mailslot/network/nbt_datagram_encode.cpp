#include "mailslot/network/nbt_datagram.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "mailslot/network/byte_order.h"
#include "mailslot/network/nbt_layout.h"

namespace mailslog {
namespace {

// What a Windows client puts where a receiver need not look ([MS-MAIL] section 4).
constexpr char windows_flags = 0x18;             // pathnames: case-insensitive, canonical
constexpr std::uint16_t windows_flags2 = 0x0004; // signatures; strings are not Unicode
constexpr std::uint16_t windows_process_id = 0xFEFF;
constexpr std::uint16_t windows_max_parameters = 2;
constexpr std::uint16_t no_response = 0x0002;

constexpr std::size_t name_bytes = 2 * netbios_name::padded_bytes + 2; // on the wire, no scope
constexpr std::size_t windows_smb_bytes = 512;                         // [MS-MAIL] 2.1, <2>
constexpr std::size_t nmbd_packet_bytes = 576; // RFC 1002 section 5.3's MAX_DATAGRAM_LENGTH
constexpr std::size_t nmbd_smb_bytes = nmbd_packet_bytes - nbt::header_bytes - 2 * name_bytes;

constexpr std::size_t aligned(std::size_t bytes) noexcept {
    return (bytes + smb::data_alignment - 1) / smb::data_alignment * smb::data_alignment;
}

/// From the SMB's start to the message.
constexpr std::size_t data_offset(std::size_t slot_bytes) noexcept {
    return aligned(smb::name_at + smb::mailslot_prefix.size() + slot_bytes + 1);
}

static_assert(windows_smb_bytes - data_offset(8) == max_mailslot_message_bytes);
static_assert(windows_smb_bytes - data_offset(9) < max_mailslot_message_bytes);

std::uint16_t u16(std::size_t value) noexcept {
    assert(value <= std::numeric_limits<std::uint16_t>::max());
    return static_cast<std::uint16_t>(value);
}

char *put_text(char *to, std::string_view text) noexcept {
    return std::copy(text.begin(), text.end(), to);
}

void put_fixed_fields(char *smb) noexcept {
    put_text(smb, smb::magic);
    smb[smb::command_at] = smb::transaction;
    smb[smb::flags_at] = windows_flags;
    put_little_u16(smb + smb::flags2_at, windows_flags2);
    put_little_u16(smb + smb::process_id_at, windows_process_id);
    smb[smb::word_count_at] = smb::word_count;
    put_little_u16(smb + smb::max_parameter_count_at, windows_max_parameters);
    put_little_u16(smb + smb::transaction_flags_at, no_response);
    smb[smb::setup_count_at] = smb::setup_count;
    put_little_u16(smb + smb::opcode_at, smb::write_mailslot);
    put_little_u16(smb + smb::class_at, smb::unreliable);
}

void put_sizes(char *smb, std::size_t offset, std::size_t message_bytes) noexcept {
    put_little_u16(smb + smb::total_data_count_at, u16(message_bytes));
    put_little_u16(smb + smb::parameter_offset_at, u16(offset));
    put_little_u16(smb + smb::data_count_at, u16(message_bytes));
    put_little_u16(smb + smb::data_offset_at, u16(offset));
    put_little_u16(smb + smb::byte_count_at, u16(offset + message_bytes - smb::name_at));
}

void append_smb(const nbt_datagram &datagram, std::string &packet) {
    const std::size_t begin = packet.size();
    const std::size_t offset = data_offset(datagram.slot.size());
    packet.resize(begin + offset + datagram.bytes.size());
    char *smb = packet.data() + begin;
    put_fixed_fields(smb);
    put_sizes(smb, offset, datagram.bytes.size());
    put_text(put_text(smb + smb::name_at, smb::mailslot_prefix), datagram.slot);
    put_text(smb + offset, datagram.bytes);
}

char flags_for(nbt_kind kind) noexcept {
    const unsigned node = kind == nbt_kind::broadcast ? nbt::b_node : nbt::h_node;
    return static_cast<char>(node | nbt::first_fragment);
}

void put_header(const nbt_datagram &datagram, std::size_t packet_bytes, char *packet) noexcept {
    packet[nbt::kind_at] = static_cast<char>(datagram.kind);
    packet[nbt::flags_at] = flags_for(datagram.kind);
    put_big_u16(packet + nbt::id_at, datagram.id);
    put_big_u32(packet + nbt::source_address_at, datagram.claimed_source.address.value);
    put_big_u16(packet + nbt::source_port_at, datagram.claimed_source.port);
    put_big_u16(packet + nbt::length_at, u16(packet_bytes - nbt::header_bytes));
}

} // namespace

std::size_t max_message_bytes_for(std::string_view slot, bool fit_nmbd) noexcept {
    const std::size_t most = fit_nmbd ? nmbd_smb_bytes : windows_smb_bytes;
    if (slot.size() >= most || data_offset(slot.size()) >= most) {
        return 0;
    }
    return std::min(max_mailslot_message_bytes, most - data_offset(slot.size()));
}

void encode_nbt_datagram(const nbt_datagram &datagram, std::string &packet) {
    packet.assign(nbt::header_bytes, '\0');
    encode_name(datagram.source, datagram.scope, packet);
    encode_name(datagram.destination, datagram.scope, packet);
    append_smb(datagram, packet);
    put_header(datagram, packet.size(), packet.data());
}

} // namespace mailslog
