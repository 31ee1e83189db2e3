#include <algorithm>

#include "mailslot/ascii_case.h"
#include "mailslot/network/byte_order.h"
#include "mailslot/network/nbt_datagram.h"
#include "mailslot/network/nbt_layout.h"

namespace mailslog {
namespace {

/// The longest slot's name that is looked at; ours are shorter, nobody's is known to be longer.
constexpr std::size_t max_slot_bytes = 255;
constexpr char separator = '\\';

bool is_kind(std::uint8_t byte) noexcept {
    return byte >= static_cast<std::uint8_t>(nbt_kind::direct_unique) &&
           byte <= static_cast<std::uint8_t>(nbt_kind::broadcast);
}

bool is_whole_message(std::string_view packet) noexcept {
    const unsigned flags = u8_at(packet, nbt::flags_at);
    return (flags & (nbt::first_fragment | nbt::more_fragments)) == nbt::first_fragment &&
           big_u16_at(packet, nbt::fragment_offset_at) == 0;
}

nbt_drop decode_header(std::string_view packet, nbt_datagram &out) noexcept {
    if (packet.size() < nbt::header_bytes) {
        return nbt_drop::truncated;
    }
    if (!is_kind(u8_at(packet, nbt::kind_at))) {
        return nbt_drop::other_kind;
    }
    if (!is_whole_message(packet)) {
        return nbt_drop::fragment;
    }
    if (big_u16_at(packet, nbt::length_at) != packet.size() - nbt::header_bytes) {
        return nbt_drop::wrong_length;
    }
    out.kind = static_cast<nbt_kind>(u8_at(packet, nbt::kind_at));
    out.id = big_u16_at(packet, nbt::id_at);
    out.claimed_source.address.value = big_u32_at(packet, nbt::source_address_at);
    out.claimed_source.port = big_u16_at(packet, nbt::source_port_at);
    return nbt_drop::none;
}

/// `end` is the second name's.
nbt_drop decode_names(std::string_view packet, nbt_datagram &out, std::size_t &end) {
    std::optional<decoded_name> source = decode_name(packet, nbt::header_bytes);
    if (!source) {
        return nbt_drop::bad_name;
    }
    const std::optional<decoded_name> destination = decode_name(packet, source->end);
    if (!destination || !equal_ignoring_case(source->scope, destination->scope)) {
        return nbt_drop::bad_name;
    }
    out.source = source->name;
    out.destination = destination->name;
    out.scope = std::move(source->scope);
    end = destination->end;
    return nbt_drop::none;
}

bool writes_to_mailslot(std::string_view smb) noexcept {
    return smb.substr(0, smb::magic.size()) == smb::magic &&
           u8_at(smb, smb::command_at) == smb::transaction &&
           u8_at(smb, smb::word_count_at) == smb::word_count &&
           u8_at(smb, smb::setup_count_at) == smb::setup_count &&
           little_u16_at(smb, smb::opcode_at) == smb::write_mailslot;
}

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool can_be_element(std::string_view element) noexcept {
    return !element.empty() && element != "." && element != "..";
}

bool can_be_slot(std::string_view slot) noexcept {
    if (slot.size() > max_slot_bytes || std::any_of(slot.begin(), slot.end(), is_control)) {
        return false;
    }
    while (can_be_element(slot.substr(0, slot.find(separator)))) {
        const std::size_t at = slot.find(separator);
        if (at == std::string_view::npos) {
            return true;
        }
        slot.remove_prefix(at + 1);
    }
    return false;
}

/// `end` is the name's, behind its NUL.
nbt_drop decode_slot(std::string_view smb, nbt_datagram &out, std::size_t &end) noexcept {
    const std::size_t name_end = smb.find(smb::name_end, smb::name_at);
    if (name_end == std::string_view::npos) {
        return nbt_drop::not_a_mailslot;
    }
    std::string_view name = smb.substr(smb::name_at, name_end - smb::name_at);
    const std::string_view prefix = name.substr(0, smb::mailslot_prefix.size());
    name.remove_prefix(prefix.size());
    if (!equal_ignoring_case(prefix, smb::mailslot_prefix) || !can_be_slot(name)) {
        return nbt_drop::not_a_mailslot;
    }
    out.slot = name;
    end = name_end + 1;
    return nbt_drop::none;
}

nbt_drop decode_data(std::string_view smb, std::size_t name_end, nbt_datagram &out) noexcept {
    const std::size_t offset = little_u16_at(smb, smb::data_offset_at);
    const std::size_t bytes = little_u16_at(smb, smb::data_count_at);
    const bool is_all = bytes == little_u16_at(smb, smb::total_data_count_at);
    if (!is_all || offset < name_end || offset + bytes > smb.size()) {
        return nbt_drop::bad_data;
    }
    out.bytes = smb.substr(offset, bytes);
    return nbt_drop::none;
}

nbt_drop decode_smb(std::string_view smb, nbt_datagram &out) noexcept {
    if (smb.size() < smb::min_bytes) {
        return nbt_drop::truncated;
    }
    if (!writes_to_mailslot(smb)) {
        return nbt_drop::not_smb;
    }
    std::size_t name_end = 0;
    const nbt_drop reason = decode_slot(smb, out, name_end);
    return reason == nbt_drop::none ? decode_data(smb, name_end, out) : reason;
}

} // namespace

nbt_drop decode_nbt_datagram(std::string_view packet, nbt_datagram &out) {
    nbt_drop reason = decode_header(packet, out);
    if (reason != nbt_drop::none) {
        return reason;
    }
    std::size_t names_end = 0;
    reason = decode_names(packet, out, names_end);
    return reason == nbt_drop::none ? decode_smb(packet.substr(names_end), out) : reason;
}

const char *name_of(nbt_drop reason) noexcept {
    switch (reason) {
    case nbt_drop::none:
        return "none";
    case nbt_drop::truncated:
        return "truncated";
    case nbt_drop::other_kind:
        return "other kind";
    case nbt_drop::fragment:
        return "fragment";
    case nbt_drop::wrong_length:
        return "wrong length";
    case nbt_drop::bad_name:
        return "bad name";
    case nbt_drop::not_smb:
        return "not smb";
    case nbt_drop::not_a_mailslot:
        return "not a mailslot";
    case nbt_drop::bad_data:
        return "bad data";
    }
    return "unknown";
}

} // namespace mailslog
