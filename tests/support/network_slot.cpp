#include "tests/support/network_slot.h"

#include <chrono>
#include <vector>

#include <mailslog/slot_error.h>

#include "tests/support/catch.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// Somebody else may be faster with a port that was free a moment ago.
constexpr int tries = 20;

std::uint16_t free_port() {
    udp_socket socket;
    REQUIRE_FALSE(socket.open({loopback, 0}));
    return socket.local().port;
}

} // namespace

network_slot::network_slot(const listen_options &options) {
    listen_options with_port = options;
    std::error_code failed = slot_errc::already_exists;
    for (int i = 0; i < tries && failed == slot_errc::already_exists; ++i) {
        port_ = free_port();
        with_port.network.port = port_;
        failed = reader.listen(name(), with_port);
    }
    REQUIRE_FALSE(failed);
}

listen_options network_slot::default_options() {
    listen_options options;
    options.address = "127.0.0.1";
    options.network.computer_name = "COLLECTOR";
    options.network.domain = "FLEET";
    return options;
}

network_config network_slot::route() const {
    network_config config;
    config.computer_name = "HOST1";
    config.domain = "FLEET";
    config.addresses = {"COLLECTOR=127.0.0.1:" + std::to_string(port_)};
    config.port = port_;
    return config;
}

slot_name network_slot::name() {
    return *slot_name::parse(R"(\\.\mailslot\logs)");
}

std::string network_slot::read() {
    std::vector<char> buffer(max_nbt_packet_bytes);
    std::size_t bytes = 0;
    const auto failed = reader.read(buffer.data(), buffer.size(), bytes, 10s);
    return failed ? "(none)" : std::string(buffer.data(), bytes);
}

std::string network_slot::refused() const {
    std::string text;
    for (const refused_messages &one : reader.refused()) {
        text +=
            (text.empty() ? "" : ", ") + std::string{one.reason} + " " + std::to_string(one.count);
    }
    return text;
}

raw_sender::raw_sender() {
    REQUIRE_FALSE(socket_.open({loopback, 0}));
}

void raw_sender::send(std::uint16_t port, const std::string &packet) {
    REQUIRE_FALSE(socket_.send({loopback, port}, packet));
}

nbt_datagram raw_sender::good(std::string_view bytes) {
    static std::uint16_t id = 0;
    nbt_datagram datagram;
    datagram.id = ++id;
    datagram.source = *netbios_name::make("HOST1");
    datagram.destination = *netbios_name::make("COLLECTOR");
    datagram.slot = "logs";
    datagram.bytes = bytes;
    return datagram;
}

void raw_sender::send(std::uint16_t port, const nbt_datagram &datagram) {
    std::string packet;
    encode_nbt_datagram(datagram, packet);
    send(port, packet);
}

} // namespace mailslog
