#include "mailslot/network/name_service.h"

#include <cassert>
#include <limits>

#include "mailslot/wire.h"

namespace mailslog {
namespace {

// Flags of the header (RFC 1002 section 4.2.1.1).
constexpr unsigned is_response = 0x8000;
constexpr unsigned operation = 0x7800; // 0: query
constexpr unsigned authoritative = 0x0400;
constexpr unsigned recursion_desired = 0x0100;
constexpr unsigned recursion_available = 0x0080;
constexpr unsigned broadcast = 0x0010;
constexpr unsigned result = 0x000F; // 0: none went wrong

constexpr unsigned query_flags = recursion_desired;
constexpr unsigned answer_flags =
    is_response | authoritative | recursion_desired | recursion_available;

// Of questions and records (sections 4.2.1.2 and 4.2.1.3).
constexpr unsigned type_nb = 0x0020;
constexpr unsigned class_internet = 0x0001;

// Of each address in an answer: whether the name is a group's (section 4.2.1.3, NB_FLAGS). The
// other bits, here 0, say what kind of node the owner is: a b-node.
constexpr unsigned nb_group = 0x8000;
constexpr std::size_t nb_address_bytes = 6; // the flags, then the address

constexpr std::size_t header_bytes = 12;

void put_u16(std::string &to, unsigned value) {
    to += static_cast<char>(value >> 8 & 0xFF);
    to += static_cast<char>(value & 0xFF);
}

void put_u32(std::string &to, std::uint32_t value) {
    put_u16(to, value >> 16);
    put_u16(to, value & 0xFFFF);
}

std::uint16_t read_u16(wire::reader &from) noexcept {
    const unsigned high = from.u8();
    return static_cast<std::uint16_t>(high << 8 | from.u8());
}

std::uint32_t read_u32(wire::reader &from) noexcept {
    const std::uint32_t high = read_u16(from);
    return high << 16 | read_u16(from);
}

struct header {
    std::uint16_t id = 0;
    unsigned flags = 0;
    unsigned questions = 0;
    unsigned answers = 0;
    unsigned authorities = 0;
    unsigned additional = 0;
};

void put_header(std::string &to, const header &header) {
    put_u16(to, header.id);
    put_u16(to, header.flags);
    put_u16(to, header.questions);
    put_u16(to, header.answers);
    put_u16(to, header.authorities);
    put_u16(to, header.additional);
}

/// What is not there counts as zero, which no packet of ours can be.
header read_header(std::string_view packet) noexcept {
    wire::reader from{packet};
    header read;
    read.id = read_u16(from);
    read.flags = read_u16(from);
    read.questions = read_u16(from);
    read.answers = read_u16(from);
    read.authorities = read_u16(from);
    read.additional = read_u16(from);
    return read;
}

bool asks_one_question(const header &header) noexcept {
    return (header.flags & (is_response | operation)) == 0 && header.questions == 1 &&
           header.answers == 0 && header.authorities == 0 && header.additional == 0;
}

bool gives_one_answer(const header &header) noexcept {
    return (header.flags & (is_response | operation | result)) == is_response &&
           header.questions == 0 && header.answers == 1;
}

bool is_of_type_nb(wire::reader &from) noexcept {
    const unsigned type = read_u16(from);
    const unsigned its_class = read_u16(from);
    return type == type_nb && its_class == class_internet;
}

/// The name behind the header. One in a scope is another name than the same without.
std::optional<decoded_name> read_name(std::string_view packet) {
    auto decoded = decode_name(packet, header_bytes);
    return decoded && decoded->scope.empty() ? decoded : std::nullopt;
}

bool read_addresses(wire::reader &from, name_answer &answer) {
    wire::reader data{from.bytes(read_u16(from))};
    while (!data.rest().empty()) {
        const unsigned flags = read_u16(data);
        answer.is_group = (flags & nb_group) != 0; // the same in each
        answer.addresses.push_back({read_u32(data)});
    }
    return from.ok() && data.ok() && !answer.addresses.empty();
}

} // namespace

void encode_name_query(const name_query &query, std::string &packet) {
    header header;
    header.id = query.id;
    header.flags = query_flags | (query.is_broadcast ? broadcast : 0);
    header.questions = 1;
    packet.clear();
    put_header(packet, header);
    encode_name(query.name, {}, packet);
    put_u16(packet, type_nb);
    put_u16(packet, class_internet);
}

std::optional<name_query> decode_name_query(std::string_view packet) {
    const header header = read_header(packet);
    const auto decoded = asks_one_question(header) ? read_name(packet) : std::nullopt;
    if (!decoded) {
        return std::nullopt;
    }
    wire::reader rest{packet.substr(decoded->end)};
    if (!is_of_type_nb(rest)) {
        return std::nullopt;
    }
    return name_query{header.id, decoded->name, (header.flags & broadcast) != 0};
}

void encode_name_answer(const name_answer &answer, std::uint32_t lifetime_s, std::string &packet) {
    const std::size_t data_bytes = answer.addresses.size() * nb_address_bytes;
    assert(data_bytes <= std::numeric_limits<std::uint16_t>::max());
    header header;
    header.id = answer.id;
    header.flags = answer_flags;
    header.answers = 1;
    packet.clear();
    put_header(packet, header);
    encode_name(answer.name, {}, packet);
    put_u16(packet, type_nb);
    put_u16(packet, class_internet);
    put_u32(packet, lifetime_s);
    put_u16(packet, static_cast<unsigned>(data_bytes));
    for (const ipv4_address address : answer.addresses) {
        put_u16(packet, answer.is_group ? nb_group : 0);
        put_u32(packet, address.value);
    }
}

std::optional<name_answer> decode_name_answer(std::string_view packet) {
    const header header = read_header(packet);
    const auto decoded = gives_one_answer(header) ? read_name(packet) : std::nullopt;
    if (!decoded) {
        return std::nullopt;
    }
    wire::reader rest{packet.substr(decoded->end)};
    const bool is_nb = is_of_type_nb(rest);
    read_u32(rest); // its lifetime; we have our own
    name_answer answer;
    answer.id = header.id;
    answer.name = decoded->name;
    return is_nb && read_addresses(rest, answer) ? std::optional{answer} : std::nullopt;
}

} // namespace mailslog
