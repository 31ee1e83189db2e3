#include "mailslot/network/name_responder.h"

#include <array>

#include "mailslot/network/network_interfaces.h"

namespace mailslog {
namespace {

/// A query is far shorter; what is longer is none.
constexpr std::size_t max_query_bytes = 576;

} // namespace

std::error_code name_responder::open(std::uint16_t port) {
    return socket_.open({{}, port});
}

std::error_code name_responder::serve_one(std::chrono::milliseconds timeout) {
    std::array<char, max_query_bytes> buffer{};
    udp_socket::packet packet;
    if (const auto error = socket_.receive(buffer.data(), buffer.size(), packet, timeout)) {
        return error;
    }
    if (packet.cut) {
        return {};
    }
    const auto query = decode_name_query({buffer.data(), packet.size_bytes});
    if (query && is_ours(query->name)) {
        answer(*query, packet.from);
    }
    return {};
}

bool name_responder::is_ours(const netbios_name &name) const noexcept {
    const bool is_computer = name.suffix() == netbios_suffix::workstation ||
                             name.suffix() == netbios_suffix::file_server;
    return is_computer && name.text() == computer_.text();
}

/// With the address by which this machine reaches who asks: that one reaches this machine, too.
void name_responder::answer(const name_query &query, ipv4_endpoint who) {
    ipv4_address own;
    if (own_address_towards(who, own)) {
        return;
    }
    encode_name_answer({query.id, query.name, false, {own}}, answer_lifetime_s, packet_);
    if (!socket_.send(who, packet_)) {
        ++answered_;
    }
}

} // namespace mailslog
