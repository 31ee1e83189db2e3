// The NetBIOS name service, as far as finding a collector needs it: the query for a name and its
// positive answer (RFC 1002 section 4.2.12 and 4.2.13). Pure functions; no socket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/network/ipv4.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {

/// RFC 1002 section 6.
inline constexpr std::uint16_t netbios_name_port = 137;

struct name_query {
    std::uint16_t id = 0;
    netbios_name name;
    bool is_broadcast = true;
};

struct name_answer {
    std::uint16_t id = 0;
    netbios_name name;
    bool is_group = false;
    std::vector<ipv4_address> addresses; // at least one
};

void encode_name_query(const name_query &query, std::string &packet);
/// Nothing for anything but a query for one name of type NB (general name service).
std::optional<name_query> decode_name_query(std::string_view packet);

/// `lifetime_s`: how long who asked may rely on it.
void encode_name_answer(const name_answer &answer, std::uint32_t lifetime_s, std::string &packet);
/// Nothing for anything but a positive answer.
std::optional<name_answer> decode_name_answer(std::string_view packet);

} // namespace mailslog
