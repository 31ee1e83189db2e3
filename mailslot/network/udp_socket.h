// A UDP socket over IPv4 that may broadcast. One thread at a time, except interrupt(), which any
// thread may call.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>

#include "mailslot/network/ipv4.h"

namespace mailslog {

class udp_socket {
public:
    static constexpr std::chrono::milliseconds forever{-1};

    struct packet {
        ipv4_endpoint from;
        std::size_t size_bytes = 0;
        bool cut = false; // it was longer than the buffer
    };

    udp_socket() noexcept;
    ~udp_socket();
    udp_socket(udp_socket &&) noexcept;
    udp_socket &operator=(udp_socket &&) noexcept;
    udp_socket(const udp_socket &) = delete;
    udp_socket &operator=(const udp_socket &) = delete;

    /// Binds to `local` (0.0.0.0: every interface, and the only way to hear broadcasts; port 0: any
    /// free one). Errors: already_exists (the port is taken), access_denied (a port below 1024),
    /// the system's own.
    std::error_code open(ipv4_endpoint local);
    /// Asks the system for room for so many bytes of waiting packets; it may grant less.
    void ask_for_room(std::size_t bytes) noexcept;

    /// Never blocks. Errors: full (no room at the moment), not_found (no way there, or nobody
    /// listens), closed (also by others, as closefrom(3) does), the system's own.
    std::error_code send(ipv4_endpoint to, std::string_view bytes) noexcept;

    /// The next packet, into `buffer`. Errors: timed_out, interrupted, closed, the system's own.
    /// What earlier sends came to (ICMP) is no error here.
    std::error_code
    receive(char *buffer, std::size_t buffer_bytes, packet &out, std::chrono::milliseconds timeout);

    /// Makes a receive() that waits, or the next one, return slot_errc::interrupted.
    void interrupt() noexcept;

    bool is_open() const noexcept;
    /// Where it is bound, with the port that was chosen.
    ipv4_endpoint local() const noexcept;
    void close() noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
