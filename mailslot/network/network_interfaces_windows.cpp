#include <memory>

#include <winsock2.h>
#include <ws2tcpip.h>

#include <iphlpapi.h>

#include "mailslot/network/network_interfaces.h"
#include "mailslot/network/winsock_windows.h"
#include "mailslot/system_error_windows.h"

namespace mailslog {
namespace {

/// What most machines' adapters fit, as the function's page recommends
/// (https://learn.microsoft.com/windows/win32/api/iphlpapi/nf-iphlpapi-getadaptersaddresses).
constexpr ULONG usual_adapters_bytes = 15'000;
/// Adapters may be added between two calls, but not for ever.
constexpr int max_attempts = 3;

using adapter_memory = std::unique_ptr<char[]>;

std::error_code list_adapters(adapter_memory &memory) {
    constexpr ULONG flags =
        GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
    ULONG bytes = usual_adapters_bytes;
    ULONG error = ERROR_BUFFER_OVERFLOW;
    for (int i = 0; i < max_attempts && error == ERROR_BUFFER_OVERFLOW; ++i) {
        memory = std::make_unique<char[]>(bytes);
        auto *const first = reinterpret_cast<IP_ADAPTER_ADDRESSES *>(memory.get());
        error = ::GetAdaptersAddresses(AF_INET, flags, nullptr, first, &bytes);
    }
    if (error == ERROR_NO_DATA) { // it has none
        memory.reset();
        return {};
    }
    return error == NO_ERROR ? std::error_code{} : error_of(error);
}

bool can_broadcast(const IP_ADAPTER_ADDRESSES &adapter) noexcept {
    const bool has_neighbours = adapter.IfType != IF_TYPE_SOFTWARE_LOOPBACK &&
                                adapter.IfType != IF_TYPE_PPP && adapter.IfType != IF_TYPE_TUNNEL;
    return adapter.OperStatus == IfOperStatusUp && has_neighbours;
}

void add_interface(
    std::vector<broadcast_interface> &to, const IP_ADAPTER_UNICAST_ADDRESS &unicast) {
    const sockaddr *const place = unicast.Address.lpSockaddr;
    ULONG mask = 0;
    if (!place || place->sa_family != AF_INET ||
        ::ConvertLengthToIpv4Mask(unicast.OnLinkPrefixLength, &mask) != NO_ERROR) {
        return;
    }
    const ipv4_address address = endpoint_of(*reinterpret_cast<const sockaddr_in *>(place)).address;
    if (const auto broadcast = broadcast_address(address, {::ntohl(mask)})) {
        add_subnet(to, {address, *broadcast});
    }
}

std::error_code reach_broadcasts_too(const winsock_socket &socket) noexcept {
    const BOOL on = TRUE;
    return winsock_result_of(::setsockopt(
        socket.get(), SOL_SOCKET, SO_BROADCAST, reinterpret_cast<const char *>(&on), sizeof on));
}

} // namespace

std::error_code list_broadcast_interfaces(std::vector<broadcast_interface> &out) {
    out.clear();
    adapter_memory memory;
    if (const auto error = list_adapters(memory)) {
        return error;
    }
    const auto *adapter = reinterpret_cast<const IP_ADAPTER_ADDRESSES *>(memory.get());
    for (; adapter; adapter = adapter->Next) {
        if (!can_broadcast(*adapter)) {
            continue;
        }
        for (const auto *unicast = adapter->FirstUnicastAddress; unicast; unicast = unicast->Next) {
            add_interface(out, *unicast);
        }
    }
    return {};
}

std::error_code own_address_towards(ipv4_endpoint to, ipv4_address &own) {
    winsock_socket socket;
    if (const auto error = make_udp_socket(socket)) {
        return error;
    }
    if (const auto error = reach_broadcasts_too(socket)) {
        return error;
    }
    const sockaddr_in address = system_address(to);
    if (const auto error = winsock_result_of(::connect(
            socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address))) {
        return error;
    }
    ipv4_endpoint local;
    const auto error = read_local(socket, local);
    own = local.address;
    return error;
}

} // namespace mailslog
