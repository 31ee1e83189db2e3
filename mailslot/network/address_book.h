// Where the computers of a mailslot's name are: in the configured addresses, in an lmhosts file, in
// the own domain (the broadcast address of every interface), in the system's names (getaddrinfo),
// and last by a NetBIOS name query. Answers are kept for network_config::address_lifetime.
//
// find() may block: for as long as the system's resolver does, and for three quarters of a second
// for the query. One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mailslog/network_config.h>

#include "mailslot/network/ipv4.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {

struct network_route {
    ipv4_endpoint to;
    ipv4_address from; // this machine's own address on the way there
};

struct network_target {
    netbios_name name;
    bool is_group = false; // a domain or "*", not one computer
    std::vector<network_route> routes;
};

struct address_settings;
struct address_sources;

class address_book {
public:
    /// Nothing for a setting that can't be; then `*reason` names it and says what would be right.
    static std::optional<address_book> make(const network_config &config, std::string *reason);
    /// With other sources than the system's.
    static std::optional<address_book>
    make(const network_config &config, const address_sources &sources, std::string *reason);
    explicit address_book(address_settings settings);
    ~address_book();
    address_book(address_book &&) noexcept;
    address_book &operator=(address_book &&) noexcept;
    address_book(const address_book &) = delete;
    address_book &operator=(const address_book &) = delete;

    /// Who `server` ("*", a computer, a domain) is. An address is one, too: then whoever is there
    /// is meant, by the name of everyone. Errors: host_not_found (nobody knows the name),
    /// invalid_name (no NetBIOS name), the system's own (there is no way to the address). An error
    /// is kept for a second, so that asking again costs nothing. What was found once stays good as
    /// long as a search fails; such searches block for a tenth of the time at most, or once in the
    /// lifetime.
    ///
    /// A computer's NetBIOS name is the first label of `server`, cut to 15 bytes as Windows does it
    /// (https://learn.microsoft.com/troubleshoot/windows-server/active-directory/naming-conventions-for-computer-domain-site-ou).
    std::error_code find(std::string_view server, network_target &out);

    /// This machine's own name and its domain.
    const netbios_name &computer() const noexcept;
    const netbios_name &domain() const noexcept;

private:
    struct impl;
    explicit address_book(std::unique_ptr<impl> made) noexcept;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
