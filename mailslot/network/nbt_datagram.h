// The remote mailslot's datagram: an SMB mailslot write ([MS-MAIL] 2.2.1) in a NetBIOS datagram
// (RFC 1002 section 4.4). No socket in here: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mailslot/network/ipv4.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {

enum class nbt_kind : std::uint8_t {
    direct_unique = 0x10, // to one computer
    direct_group = 0x11,  // to a domain
    broadcast = 0x12,     // to "*"
};

/// A mailslot message on the network. Views point into the packet that was decoded.
struct nbt_datagram {
    nbt_kind kind = nbt_kind::direct_unique;
    std::uint16_t id = 0;         // the sender's count of datagrams
    ipv4_endpoint claimed_source; // what the packet says; whom it came from, the socket knows
    netbios_name source;
    netbios_name destination;
    std::string scope;      // both names', mostly empty
    std::string_view slot;  // `path\name`, without `\MAILSLOT\`
    std::string_view bytes; // the message
};

/// Why a packet is no mailslot message for anybody.
enum class nbt_drop : std::uint8_t {
    none,
    truncated,      // shorter than its headers
    other_kind,     // a NetBIOS datagram, but an error, a query or an unknown kind
    fragment,       // a piece of a message; mailslots have none ([MS-MAIL] 3.1.5)
    wrong_length,   // the header's length is not the packet's
    bad_name,       // a name that is no first-level encoding
    not_smb,        // no SMB transaction with a mailslot's setup words
    not_a_mailslot, // a transaction on another name than \MAILSLOT\…, or a name that can't be
    bad_data,       // the message's place or length is not inside the packet
};
inline constexpr std::size_t nbt_drop_count = 9;
/// In lower case, for a summary: "fragment", "wrong length".
const char *name_of(nbt_drop reason) noexcept;

/// The longest packet that a receiver has to look at: names with scopes, and all of an SMB.
inline constexpr std::size_t max_nbt_packet_bytes = 2048;

/// A Windows client's SMB has at most 512 bytes ([MS-MAIL] 2.1, <2>); nmbd reads 576 of a packet.
inline constexpr std::size_t max_mailslot_message_bytes = 424;
/// The longest message to a slot of this name: min(424, 432 - its length rounded up to 4), or
/// 414 - … where `fit_nmbd`; 0 where nothing fits.
std::size_t max_message_bytes_for(std::string_view slot, bool fit_nmbd = false) noexcept;

/// Replaces `packet` by the datagram as a Windows client sends it (h-node). The caller has kept to
/// max_message_bytes_for().
void encode_nbt_datagram(const nbt_datagram &datagram, std::string &packet);

/// Takes a packet apart; on any answer but none `out` is unspecified.
nbt_drop decode_nbt_datagram(std::string_view packet, nbt_datagram &out);

} // namespace mailslog
