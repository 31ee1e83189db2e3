// A slot that listens to the network on this machine's loopback, at a port that nobody else has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

#include "mailslot/network/nbt_datagram.h"
#include "mailslot/network/udp_socket.h"

namespace mailslog {

inline constexpr ipv4_address loopback{0x7F000001};

class network_slot {
public:
    /// Listens as `options` say, except for the port; fails the test if it can't.
    explicit network_slot(const listen_options &options = default_options());

    /// Computer COLLECTOR of the domain FLEET.
    static listen_options default_options();

    /// How a writer reaches it as \\COLLECTOR\mailslot\logs.
    network_config route() const;
    static slot_name name();
    std::uint16_t port() const noexcept { return port_; }

    /// The next message's bytes; "(none)" if there is none within a time that is long enough.
    std::string read();
    /// "reason count, …", in the reader's order.
    std::string refused() const;

    slot_reader reader;

private:
    std::uint16_t port_ = 0;
};

/// Sends packets as no writer of ours would.
class raw_sender {
public:
    raw_sender();
    void send(std::uint16_t port, const std::string &packet);
    /// A message that is good as it stands: from HOST1 to COLLECTOR's slot `logs`. The bytes must
    /// outlive it.
    static nbt_datagram good(std::string_view bytes);
    void send(std::uint16_t port, const nbt_datagram &datagram);

private:
    udp_socket socket_;
};

} // namespace mailslog
