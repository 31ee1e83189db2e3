// Answers who asks the network for this computer's name, and for nothing else, so that Windows and
// Samba find a collector without being told where it is (RFC 1002 section 4.2.13).
//
// One thread at a time, except interrupt(), which any thread may call.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "mailslot/network/name_service.h"
#include "mailslot/network/udp_socket.h"

namespace mailslog {

class name_responder {
public:
    /// How long who asked may rely on an answer, in seconds: a collector may move.
    static constexpr std::uint32_t answer_lifetime_s = 300;

    /// Answers for the computer itself and for its file server (suffixes 00 and 20), by either of
    /// which a mailslot may be looked for.
    explicit name_responder(const netbios_name &computer) noexcept : computer_(computer) {}

    /// Listens on every interface, since queries are broadcasts. Errors: as udp_socket::open().
    std::error_code open(std::uint16_t port = netbios_name_port);

    /// Waits for a packet, and answers it if it asks for one of the names. Errors: as
    /// udp_socket::receive(). That an answer could not be sent is none: it is asked for again.
    std::error_code serve_one(std::chrono::milliseconds timeout);

    /// Makes a serve_one() that waits, or the next one, return slot_errc::interrupted.
    void interrupt() noexcept { socket_.interrupt(); }

    ipv4_endpoint local() const noexcept { return socket_.local(); }
    std::uint64_t answered() const noexcept { return answered_; }

private:
    bool is_ours(const netbios_name &name) const noexcept;
    void answer(const name_query &query, ipv4_endpoint who);

    netbios_name computer_;
    udp_socket socket_;
    std::string packet_;
    std::uint64_t answered_ = 0;
};

} // namespace mailslog
