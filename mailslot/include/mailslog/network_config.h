// How a mailslot of other machines is reached: \\HOST\mailslot\…, \\DOMAIN\mailslot\…,
// \\*\mailslot\…
//
// Nothing needs to be set to log to the own workgroup on the standard port. A value; the functions
// that take one say what can be wrong with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace mailslog {

/// The NetBIOS datagram service's port (RFC 1002 section 4.4).
inline constexpr std::uint16_t netbios_datagram_port = 138;

struct network_config {
    /// The name that this machine goes by; empty: the first label of its host name. NetBIOS names
    /// are upper case and have at most 15 bytes (RFC 1001 section 14.1).
    std::string computer_name;

    /// The own domain or workgroup, which `\\*\…` means.
    std::string domain = "WORKGROUP";

    /// The UDP port of collectors whose address names none, and the one that a collector listens
    /// on. Below 1024 only root may listen; any may send.
    std::uint16_t port = netbios_datagram_port;

    /// "HOST=ip[:port]" for a computer, "DOMAIN=ip[:port],ip[:port]…" for a domain whose computers
    /// broadcasts do not reach; "*=…" likewise. These come before any other source.
    std::vector<std::string> addresses;

    /// A file of "ip NAME" lines (lmhosts(5)), asked next; empty: none.
    std::string lmhosts_file;

    /// A file with 64 hexadecimal digits, the key that seals each datagram; empty: none, and
    /// anybody on the network may read, forge and repeat lines.
    std::string key_file;

    /// Keep datagrams within the 576 bytes that Samba's nmbd reads.
    bool fit_nmbd = false;

    /// How long an answer to "where is HOST?" is taken to hold.
    std::chrono::seconds address_lifetime{60};
};

/// What is wrong with a configuration, naming the setting and what would be right; empty: nothing.
/// Reads the files that it names.
std::string problem_with(const network_config &config);

} // namespace mailslog
