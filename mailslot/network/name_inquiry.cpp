#include "mailslot/network/name_inquiry.h"

#include <array>
#include <string>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
#include "mailslot/network/udp_socket.h"
#include "mailslot/process.h"

namespace mailslog {
namespace {

/// The name service's packets are no longer (RFC 1002 section 6, MAX_DATAGRAM_LENGTH).
constexpr std::size_t max_packet_bytes = 576;

bool answers(const name_answer &answer, const name_query &query) noexcept {
    return answer.id == query.id && answer.name == query.name;
}

/// Whether anybody could be asked.
bool send_to_all(
    udp_socket &socket, const std::vector<ipv4_endpoint> &whom, std::string_view packet) noexcept {
    bool any_sent = false;
    for (const ipv4_endpoint &to : whom) {
        any_sent |= !socket.send(to, packet);
    }
    return any_sent;
}

/// Packets that are no answer to the query are passed over.
std::optional<name_answer> await_answer(udp_socket &socket, const name_query &query) {
    const deadline end{name_query_wait};
    std::array<char, max_packet_bytes> buffer{};
    udp_socket::packet packet;
    while (!end.has_passed()) {
        const std::chrono::milliseconds left{end.remaining_ms()};
        if (socket.receive(buffer.data(), buffer.size(), packet, left)) {
            return std::nullopt;
        }
        auto answer = decode_name_answer({buffer.data(), packet.size_bytes});
        if (answer && answers(*answer, query)) {
            return answer;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<name_answer>
ask_for_name(const netbios_name &name, const std::vector<ipv4_endpoint> &whom) {
    udp_socket socket;
    if (socket.open({})) {
        return std::nullopt;
    }
    // Random, so that who can't see the query can hardly answer it.
    const name_query query{static_cast<std::uint16_t>(random_bits()), name, true};
    std::string packet;
    encode_name_query(query, packet);
    for (int i = 0; i < name_query_tries && send_to_all(socket, whom, packet); ++i) {
        if (auto answer = await_answer(socket, query)) {
            return answer;
        }
    }
    return std::nullopt;
}

} // namespace mailslog
