// Writes a remote mailslot's datagram to its standard output, for others' programs to read:
//
//   nbt_packet KIND DESTINATION SLOT MESSAGE_BYTES [SCOPE]      KIND: unique, group or broadcast
#include <cstdio>
#include <cstdlib>
#include <string>

#include "mailslot/network/nbt_datagram.h"

using namespace mailslog;

namespace {

constexpr int exit_misused = 2;

nbt_kind kind_of(const std::string &word) {
    if (word == "unique") {
        return nbt_kind::direct_unique;
    }
    return word == "group" ? nbt_kind::direct_group : nbt_kind::broadcast;
}

} // namespace

int main(int argc, char **argv) {
    if (argc < 5) {
        std::fputs("nbt_packet KIND DESTINATION SLOT MESSAGE_BYTES [SCOPE]\n", stderr);
        return exit_misused;
    }
    const std::string message(std::strtoul(argv[4], nullptr, 10), 'm');
    nbt_datagram datagram;
    datagram.kind = kind_of(argv[1]);
    datagram.id = 1;
    datagram.claimed_source = ipv4_endpoint{{0x0A630102}, 138}; // 10.99.1.2
    datagram.source = netbios_name::make("HOST1").value();
    datagram.destination = netbios_name::make(argv[2]).value();
    datagram.slot = argv[3];
    datagram.bytes = message;
    datagram.scope = argc > 5 ? argv[5] : "";
    std::string packet;
    encode_nbt_datagram(datagram, packet);
    return std::fwrite(packet.data(), 1, packet.size(), stdout) == packet.size() ? 0 : 1;
}
